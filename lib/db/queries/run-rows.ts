import type { ClientBase, Pool } from 'pg'
import { type InDoubtRow, IS_RUN_IN_DOUBT, inDoubt } from './in-doubt'

type Queryable = Pick<Pool | ClientBase, 'query'>

/** A run with the name of its monitor. Instants are milliseconds. */
export interface RunSummaryRow {
  id: string
  number: number
  monitorId: string
  monitorName: string
  key: string | null
  attempt: number
  state: string
  reason: string | null
  startedAt: number | null
  endedAt: number | null
  lastBeatAt: number
  deadlineAt: number | null
  stalledFromAt: number | null
  stalledAt: number | null
  silentFromAt: number
  silentAt: number | null
  /** Limits of its monitor. */
  silenceSeconds: number | null
  stallSeconds: number | null
  done: number | null
  total: number | null
  unit: string | null
  rateFromAt: number | null
  rateFromDone: number | null
  shardsExpected: number | null
  /** The steps that its monitor declares now. */
  declaredSteps: string[]
  message: string | null
  awayFromAt: number | null
  awayToAt: number | null
  inDoubt: InDoubtRow | null
}

const IN_DOUBT = inDoubt(`u.workspace_id = r.workspace_id AND u.monitor_id = r.monitor_id AND u.run_id = r.id
  AND ${IS_RUN_IN_DOUBT}`)

const SUMMARY = `r.id, r.number::float8 AS number, r.monitor_id AS "monitorId", m.name AS "monitorName", r.key, r.attempt, r.state,
  r.reason, r.started_at AS "startedAt", r.ended_at AS "endedAt", r.last_beat_at AS "lastBeatAt",
  r.deadline_at AS "deadlineAt", r.stalled_from_at AS "stalledFromAt", r.stalled_at AS "stalledAt",
  r.silent_from_at AS "silentFromAt", r.silent_at AS "silentAt", m.silence_seconds AS "silenceSeconds",
  m.stall_seconds AS "stallSeconds", r.done, r.total, r.unit,
  r.rate_from_at AS "rateFromAt", r.rate_from_done AS "rateFromDone", r.shards_expected AS "shardsExpected", m.steps AS "declaredSteps",
  r.message, r.away_from_at AS "awayFromAt", r.away_to_at AS "awayToAt", ${IN_DOUBT} AS "inDoubt"`

// Beats raise `seq`; the checker changes a run without a beat.
const VERSION = `concat_ws('.', s.seq, s.flip_version, r.state, r.stalled_at IS NOT NULL, r.silent_at IS NOT NULL) AS version`

const OF_MONITOR = 'm.workspace_id = r.workspace_id AND m.id = r.monitor_id AND m.deleted_at IS NULL'

/** Only of this family; null: of every family. */
const IN_REACH = (family: string) => `(${family}::text IS NULL OR m.family = ${family})`

interface RunRef {
  runId: string
  /** The only family that the caller may see. Null: all. */
  reach: string | null
}

/** The newest run of each of these monitors. */
export async function loadLatestRuns(
  db: Queryable,
  workspaceId: string,
  monitorIds: readonly string[],
): Promise<RunSummaryRow[]> {
  const { rows } = await db.query<RunSummaryRow>(
    `SELECT ${SUMMARY} FROM unnest($2::uuid[]) AS w(id) CROSS JOIN LATERAL (
       SELECT * FROM run WHERE workspace_id = $1 AND monitor_id = w.id ORDER BY number DESC LIMIT 1) r
     JOIN monitor m ON ${OF_MONITOR}`,
    [workspaceId, monitorIds],
  )
  return rows
}

/** Runs of a monitor below a number (null: from the newest), newest first. */
export async function loadRuns(
  db: Queryable,
  workspaceId: string,
  { monitorId, reach, below, limit }: { monitorId: string; reach: string | null; below: number | null; limit: number },
): Promise<RunSummaryRow[]> {
  const { rows } = await db.query<RunSummaryRow>(
    `SELECT ${SUMMARY} FROM run r JOIN monitor m ON ${OF_MONITOR}
     WHERE r.workspace_id = $1 AND r.monitor_id = $2 AND ($3::int8 IS NULL OR r.number < $3) AND ${IN_REACH('$5')}
     ORDER BY r.number DESC LIMIT $4`,
    [workspaceId, monitorId, below, limit, reach],
  )
  return rows
}

export interface RunRow extends RunSummaryRow {
  detail: Record<string, unknown> | null
  attempts: number
  medianSeconds: number | null
  endsOn: string
  partsDropped: number
  version: string
}

/** One run with its monitor. Null: not in this workspace, or its monitor is deleted. */
export async function loadRun(db: Queryable, workspaceId: string, { runId, reach }: RunRef): Promise<RunRow | null> {
  const { rows } = await db.query<RunRow>(
    `SELECT ${SUMMARY}, r.detail, m.ends_on AS "endsOn", r.parts_dropped AS "partsDropped", ${VERSION},
       CASE WHEN r.key IS NULL THEN r.attempt ELSE (SELECT max(a.attempt) FROM run a
         WHERE a.workspace_id = r.workspace_id AND a.monitor_id = r.monitor_id AND a.key = r.key) END AS attempts,
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.ended_at - d.started_at)) FROM (
         SELECT e.started_at, e.ended_at FROM (
           SELECT * FROM run WHERE workspace_id = r.workspace_id AND monitor_id = r.monitor_id ORDER BY number DESC LIMIT 300) e
         WHERE e.state = 'succeeded' AND e.started_at IS NOT NULL AND e.id <> r.id
         ORDER BY e.number DESC LIMIT 30) d) AS "medianSeconds"
     FROM run r JOIN monitor m ON ${OF_MONITOR}
     JOIN monitor_state s ON s.workspace_id = r.workspace_id AND s.monitor_id = r.monitor_id
     WHERE r.workspace_id = $1 AND r.id = $2 AND ${IN_REACH('$3')}`,
    [workspaceId, runId, reach],
  )
  return rows[0] ?? null
}

export interface PartRow {
  step: string
  shard: string
  position: number
  state: string
  startedAt: number
  endedAt: number | null
  lastBeatAt: number
  done: number | null
  total: number | null
  unit: string | null
  rateFromAt: number | null
  rateFromDone: number | null
  shardsExpected: number | null
  message: string | null
  checkpoint: string | null
}

/**
 * Which parts of a run: those after one (null: from the first), at most `limit` (null: all), in one
 * state (null: any).
 */
export interface PartPage {
  after: { position: number; isShard: boolean } | null
  limit: number | null
  state: string | null
}

const ALL_PARTS: PartPage = { after: null, limit: null, state: null }

/** The parts of a run in the order in which they appeared. */
export async function loadRunParts(
  db: Queryable,
  workspaceId: string,
  runId: string,
  { after, limit, state }: PartPage = ALL_PARTS,
): Promise<PartRow[]> {
  const { rows } = await db.query<PartRow>(
    `SELECT step, shard, position::float8 AS position, state, started_at AS "startedAt", ended_at AS "endedAt",
       last_beat_at AS "lastBeatAt", done, total, unit, rate_from_at AS "rateFromAt",
       rate_from_done AS "rateFromDone", shards_expected AS "shardsExpected",
       shards_succeeded AS "shardsSucceeded", shards_failed AS "shardsFailed", message, checkpoint
     FROM run_part WHERE workspace_id = $1 AND run_id = $2 AND ($5::text IS NULL OR state = $5)
       AND ($3::int8 IS NULL OR (position, shard <> '') > ($3, $4::bool))
     ORDER BY position, shard <> '', step, shard LIMIT $6`,
    [workspaceId, runId, after?.position ?? null, after?.isShard ?? null, state, limit],
  )
  return rows
}

/** The median duration of the last 30 succeeded runs of each of these monitors, in seconds, by monitor id. */
export async function loadMedians(
  db: Queryable,
  monitors: readonly { workspaceId: string; monitorId: string }[],
): Promise<Map<string, number>> {
  if (monitors.length === 0) return new Map()
  const { rows } = await db.query<{ monitorId: string; medianSeconds: number }>(
    `SELECT w.id AS "monitorId", percentile_cont(0.5) WITHIN GROUP (ORDER BY d.seconds) AS "medianSeconds"
     FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, id) CROSS JOIN LATERAL (
       SELECT extract(epoch FROM e.ended_at - e.started_at)::float8 AS seconds FROM (
         SELECT * FROM run WHERE workspace_id = w.workspace_id AND monitor_id = w.id ORDER BY number DESC LIMIT 300) e
       WHERE e.state = 'succeeded' AND e.started_at IS NOT NULL ORDER BY e.number DESC LIMIT 30) d
     GROUP BY w.id`,
    [monitors.map((m) => m.workspaceId), monitors.map((m) => m.monitorId)],
  )
  return new Map(rows.map((row) => [row.monitorId, row.medianSeconds]))
}

export async function countRunParts(db: Queryable, workspaceId: string, runId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM run_part WHERE workspace_id = $1 AND run_id = $2',
    [workspaceId, runId],
  )
  return rows[0]?.count ?? 0
}

/**
 * A value that changes when the run may have changed. Null: not in this workspace, or its monitor
 * is deleted.
 */
export async function loadRunVersion(
  db: Queryable,
  workspaceId: string,
  { runId, reach }: RunRef,
): Promise<string | null> {
  const { rows } = await db.query<{ version: string }>(
    `SELECT ${VERSION} FROM run r JOIN monitor m ON ${OF_MONITOR}
     JOIN monitor_state s ON s.workspace_id = r.workspace_id AND s.monitor_id = r.monitor_id
     WHERE r.workspace_id = $1 AND r.id = $2 AND ${IN_REACH('$3')}`,
    [workspaceId, runId, reach],
  )
  return rows[0]?.version ?? null
}
