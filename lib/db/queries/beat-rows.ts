import { signalWord } from '../ingest/signal-bytes'
import type { SqlClient } from './sql-in'

/** A recorded beat. Instants are milliseconds. */
export interface BeatRow {
  seq: number
  receivedAt: number
  signal: string
  runId: string | null
  step: string | null
  shard: string | null
  message: string | null
  output: string | null
  detail: Record<string, unknown> | null
}

/** A run and the time in which its beats may have come. Partitions of other days are not read. */
export interface RunSpan {
  runId: string
  fromAt: number
  toAt: number | null
}

/** The address of the caller is a detail to readers; as a column it takes a third of the bytes. */
const DETAIL = `CASE WHEN ip IS NULL THEN detail ELSE coalesce(detail, '{}') || jsonb_build_object('ip', host(ip)) END`
const COLUMNS = `seq::float8 AS seq, received_at AS "receivedAt", ${signalWord('signal')} AS signal, run_id AS "runId", step, shard, message, output, ${DETAIL} AS detail`

const IN_SPAN = `received_at >= to_timestamp($4 / 1000.0::float8)
  AND ($5::float8 IS NULL OR received_at <= to_timestamp($5 / 1000.0::float8))`

/** Beats of a monitor (or of one of its runs) below a seq (null: from the newest), newest first. */
export async function loadBeats(
  db: SqlClient,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
  { below, limit, span }: { below: number | null; limit: number; span: RunSpan | null },
): Promise<BeatRow[]> {
  const { rows } = span
    ? await db.query<BeatRow>(
        `SELECT ${COLUMNS} FROM beat WHERE workspace_id = $1 AND monitor_id = $2 AND run_id = $3 AND ${IN_SPAN}
           AND ($6::int8 IS NULL OR seq < $6) ORDER BY seq DESC LIMIT $7`,
        [workspaceId, monitorId, span.runId, span.fromAt, span.toAt, below, limit],
      )
    : await db.query<BeatRow>(
        `SELECT ${COLUMNS} FROM beat WHERE workspace_id = $1 AND monitor_id = $2
           AND ($3::int8 IS NULL OR seq < $3) ORDER BY seq DESC LIMIT $4`,
        [workspaceId, monitorId, below, limit],
      )
  return rows
}

/** The last output among the newest 20,000 beats of the run's time. Null: there is none. */
export async function loadLastOutput(
  db: SqlClient,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
  span: RunSpan,
): Promise<{ output: string; isTruncated: boolean } | null> {
  const { rows } = await db.query<{ output: string; isTruncated: boolean }>(
    // Without the inner limit, each view of a run without output would search all its beats.
    `SELECT output, coalesce(detail->>'outputTruncated', 'false') = 'true' AS "isTruncated" FROM (
       SELECT seq, run_id, output, detail FROM beat
       WHERE workspace_id = $1 AND monitor_id = $2 AND ${IN_SPAN} ORDER BY seq DESC LIMIT 20000) b
     WHERE run_id = $3 AND output IS NOT NULL ORDER BY seq DESC LIMIT 1`,
    [workspaceId, monitorId, span.runId, span.fromAt, span.toAt],
  )
  return rows[0] ?? null
}
