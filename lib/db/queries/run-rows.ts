import type { Monitor, Run, RunPart } from '../generated/client'
import { columns } from './columns'
import { type InDoubtRow, IS_RUN_IN_DOUBT, inDoubt } from './in-doubt'
import type { Plain } from './plain'
import type { SqlClient } from './sql-in'

const OF_RUN = [
  ...([
    'id',
    'number',
    'monitorId',
    'key',
    'attempt',
    'state',
    'reason',
    'startedAt',
    'endedAt',
    'lastBeatAt',
  ] as const),
  ...(['deadlineAt', 'stalledFromAt', 'stalledAt', 'silentFromAt', 'silentAt', 'done', 'total', 'unit'] as const),
  ...(['rateFromAt', 'rateFromDone', 'shardsExpected', 'message', 'awayFromAt', 'awayToAt'] as const),
] satisfies (keyof Run)[]

type Limits = Pick<Monitor, 'silenceSeconds' | 'stallSeconds'>

/** A run with the name and the limits of its monitor. */
export interface RunSummaryRow extends Plain<Pick<Run, (typeof OF_RUN)[number]>>, Limits {
  monitorName: string
  /** The steps that its monitor declares now. */
  declaredSteps: string[]
  inDoubt: InDoubtRow | null
}

const IN_DOUBT = inDoubt(`u.workspace_id = r.workspace_id AND u.monitor_id = r.monitor_id AND u.run_id = r.id
  AND ${IS_RUN_IN_DOUBT}`)

const SUMMARY = `${columns('r', OF_RUN)}, m.name AS "monitorName", m.steps AS "declaredSteps",
  ${columns('m', ['silenceSeconds', 'stallSeconds'])}, ${IN_DOUBT} AS "inDoubt"`

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
  db: SqlClient,
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
  db: SqlClient,
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

export interface RunRow extends RunSummaryRow, Pick<Run, 'partsDropped'> {
  detail: Record<string, unknown> | null
  attempts: number
  medianSeconds: number | null
  endsOn: string
  version: string
}

/** One run with its monitor. Null: not in this workspace, or its monitor is deleted. */
export async function loadRun(db: SqlClient, workspaceId: string, { runId, reach }: RunRef): Promise<RunRow | null> {
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

const OF_PART = [
  ...(['step', 'shard', 'position', 'state', 'startedAt', 'endedAt', 'lastBeatAt', 'done', 'total', 'unit'] as const),
  ...(['rateFromAt', 'rateFromDone', 'shardsExpected', 'message', 'checkpoint'] as const),
] satisfies (keyof RunPart)[]

export type PartRow = Plain<Pick<RunPart, (typeof OF_PART)[number]>>

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
  db: SqlClient,
  workspaceId: string,
  runId: string,
  { after, limit, state }: PartPage = ALL_PARTS,
): Promise<PartRow[]> {
  const { rows } = await db.query<PartRow>(
    `SELECT ${columns('p', OF_PART)}
     FROM run_part p WHERE workspace_id = $1 AND run_id = $2 AND ($5::text IS NULL OR state = $5)
       AND ($3::int8 IS NULL OR (position, shard <> '') > ($3, $4::bool))
     ORDER BY position, shard <> '', step, shard LIMIT $6`,
    [workspaceId, runId, after?.position ?? null, after?.isShard ?? null, state, limit],
  )
  return rows
}

/** The median duration of the last 30 succeeded runs of each of these monitors, in seconds, by monitor id. */
export async function loadMedians(
  db: SqlClient,
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

export async function countRunParts(db: SqlClient, workspaceId: string, runId: string): Promise<number> {
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
  db: SqlClient,
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
