import type { ClientBase } from 'pg'
import type { Part, Run } from '@/lib/core/types'
import { rowToPart, rowToRun } from '@/lib/db/monitor-state'

/**
 * What must be loaded to decide one beat: the runs that it may belong to, their steps, and the
 * shard that it names.
 */
export interface BeatNeed {
  workspaceId: string
  monitorId: string
  /** Null: the open anonymous run or, with `isLate`, the one that began last. */
  runKey: string | null
  isLate: boolean
  /** Null: the beat names no part. */
  part: { step: string; shard: string } | null
}

export interface Loaded {
  runs: Run[]
  parts: Part[]
}

/** At most this many attempts of one run, or steps of one run, are loaded. */
const ATTEMPTS = 20
const STEPS = 1_000

// LATERAL with a limit makes the planner go from each beat to its few runs, and from each run to its few parts.
const KEYED = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) AS w(workspace_id, monitor_id, key, step, shard)
  CROSS JOIN LATERAL (SELECT * FROM run WHERE workspace_id = w.workspace_id AND monitor_id = w.monitor_id AND key = w.key
    ORDER BY attempt DESC LIMIT ${ATTEMPTS}) r`
// A beat cannot be late for an unjudged occurrence: it has no real run.
const ANONYMOUS = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[]) AS w(workspace_id, monitor_id, step, shard, is_late)
  CROSS JOIN LATERAL (
    (SELECT * FROM run WHERE workspace_id = w.workspace_id AND monitor_id = w.monitor_id
      AND state = 'running' AND key IS NULL ORDER BY started_at LIMIT 1)
    UNION ALL
    (SELECT * FROM run WHERE w.is_late AND workspace_id = w.workspace_id AND monitor_id = w.monitor_id
      AND key IS NULL AND NOT (state = 'unjudged' AND started_at IS NULL) ORDER BY number DESC LIMIT 1)
    LIMIT 1) r`

const partsOf = (
  runs: string,
) => `WITH r AS MATERIALIZED (SELECT r.workspace_id, r.monitor_id, r.id, w.step, w.shard FROM ${runs} WHERE w.step IS NOT NULL)
  SELECT r.monitor_id, p.* FROM r CROSS JOIN LATERAL
    (SELECT * FROM run_part WHERE workspace_id = r.workspace_id AND run_id = r.id AND shard = '' LIMIT ${STEPS}) p
  UNION ALL
  SELECT r.monitor_id, p.* FROM r CROSS JOIN LATERAL
    (SELECT * FROM run_part WHERE workspace_id = r.workspace_id AND run_id = r.id AND step = r.step AND shard = r.shard LIMIT 1) p
  WHERE r.shard <> ''`

/** Loads what these beats need, by monitor id; at most four statements in one round trip. */
export async function loadForBeats(client: ClientBase, needs: readonly BeatNeed[]): Promise<Map<string, Loaded>> {
  const keyed = needs.filter((n) => n.runKey !== null)
  const anonymous = needs.filter((n) => n.runKey === null)
  const ids = (of: readonly BeatNeed[]) => [of.map((n) => n.workspaceId), of.map((n) => n.monitorId)]
  const names = (of: readonly BeatNeed[]) => [of.map((n) => n.part?.step ?? null), of.map((n) => n.part?.shard ?? null)]
  const keyedValues = [...ids(keyed), keyed.map((n) => n.runKey), ...names(keyed)]
  const anonymousValues = [...ids(anonymous), ...names(anonymous), anonymous.map((n) => n.isLate)]
  const ask = (name: string, text: string, values: unknown[]) =>
    client.query({ name, text, values }).then((r) => r.rows)
  const none: Record<string, never>[] = []
  const [keyedRuns, anonymousRuns, keyedParts, anonymousParts] = await Promise.all([
    keyed.length > 0 ? ask('keyed_runs', `SELECT r.* FROM ${KEYED}`, keyedValues) : none,
    anonymous.length > 0 ? ask('anonymous_runs', `SELECT r.* FROM ${ANONYMOUS}`, anonymousValues) : none,
    keyed.some((n) => n.part) ? ask('keyed_parts', partsOf(KEYED), keyedValues) : none,
    anonymous.some((n) => n.part) ? ask('anonymous_parts', partsOf(ANONYMOUS), anonymousValues) : none,
  ])
  const loaded = new Map<string, Loaded>()
  const of = (monitorId: string) => {
    const found = loaded.get(monitorId) ?? { runs: [], parts: [] }
    loaded.set(monitorId, found)
    return found
  }
  for (const row of [...keyedRuns, ...anonymousRuns]) {
    const { runs } = of(row.monitor_id)
    if (!runs.some((r) => r.id === row.id)) runs.push(rowToRun(row))
  }
  for (const row of [...keyedParts, ...anonymousParts]) {
    const { parts } = of(row.monitor_id)
    if (!parts.some((p) => p.runId === row.run_id && p.step === row.step && p.shard === row.shard))
      parts.push(rowToPart(row))
  }
  return loaded
}

/** The oldest open run of each monitor that has reached its limit of open runs, by monitor id. */
export async function loadOldestOpenRuns(
  client: ClientBase,
  monitors: readonly { workspaceId: string; monitorId: string }[],
): Promise<Map<string, Run>> {
  const { rows } = await client.query({
    name: 'oldest_open_runs',
    text: `SELECT r.* FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, monitor_id)
      CROSS JOIN LATERAL (SELECT * FROM run WHERE workspace_id = w.workspace_id AND monitor_id = w.monitor_id AND state = 'running'
        ORDER BY started_at LIMIT 1) r`,
    values: [monitors.map((m) => m.workspaceId), monitors.map((m) => m.monitorId)],
  })
  return new Map(rows.map((row) => [row.monitor_id, rowToRun(row)]))
}
