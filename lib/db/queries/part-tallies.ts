import type { Tally } from '@/lib/core'
import { COMPLETE_STATE, FURTHEST_END_MS, SHORTEST_MS } from '@/lib/core/views/pace'
import { TALLIED_STATES } from '@/lib/core/views/tally'
import { groupRows } from './group-rows'
import type { SqlClient } from './sql-in'

interface RunRef {
  workspaceId: string
  id: string
  attempt: number
  /** In milliseconds: the instant for which the sums are computed. */
  at: number
}

/** The sums over the parts of these runs, by run id: the result of `tallyParts`, without loading the parts. */
export async function loadTallies(db: SqlClient, runs: readonly RunRef[]): Promise<Map<string, Tally[]>> {
  if (runs.length === 0) return new Map()
  const { rows } = await db.query<Tally & { runId: string }>(TALLIES, [
    runs.map(({ workspaceId }) => workspaceId),
    runs.map(({ id }) => id),
    runs.map(({ attempt }) => attempt),
    runs.map(({ at }) => at),
  ])
  return groupRows(rows, ({ runId, ...tally }) => [runId, tally])
}

const IS_AWAITED = '(p.rate_from_done IS NULL AND (w.attempt > 1 OR p.rate_from_at IS NOT NULL))'

const count = (states: readonly string[]) =>
  `(count(*) FILTER (WHERE p.state IN (${states.map((state) => `'${state}'`).join(', ')})))::int4`

const counted = (column: string) =>
  `CASE p.state WHEN '${COMPLETE_STATE}' THEN greatest(p.done, p.total) ELSE p.${column} END AS ${column}`

// The sums of `tallyParts`, in SQL because a page of runs may have half a million parts. `c` is `countedOf`, `g` is `gainedOf` and
// `e` is `ownEndAt` of the core; a test compares each of them over all cases.
// PostgreSQL refuses a quotient that is too large or too small for a float8, and one such row fails
// the whole statement. So no division is done for an end more than a hundred years away at any
// rate, or for an end that is reached already.
const TALLIES = `SELECT w.run_id AS "runId", p.step, p.shard <> '' AS "ofShards", count(*)::int4 AS parts,
    ${count(TALLIED_STATES.running)} AS running, ${count(TALLIED_STATES.succeeded)} AS succeeded,
    ${count(TALLIED_STATES.failed)} AS failed,
    sum(c.done) AS done, sum(g.gained) AS gained, sum(c.total) AS total, count(c.total)::int4 AS "withTotal",
    min(p.unit) AS unit, count(DISTINCT p.unit)::int4 AS units, min(coalesce(p.rate_from_at, p.started_at)) AS "fromAt",
    round(max(e.ends_at)) AS "endsAt", count(e.ends_at)::int4 AS "withEnd",
    max(p.shards_expected) FILTER (WHERE p.shard = '') AS expected
  FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::float8[]) AS w(workspace_id, run_id, attempt, at)
  JOIN run_part p USING (workspace_id, run_id)
  CROSS JOIN LATERAL (SELECT ${counted('done')}, ${counted('total')}) c
  CROSS JOIN LATERAL (SELECT CASE WHEN c.done IS NULL OR ${IS_AWAITED} THEN 0::float8
    ELSE greatest(0, c.done - coalesce(p.rate_from_done, 0)) END AS gained) g
  CROSS JOIN LATERAL (SELECT CASE WHEN p.state <> 'running' THEN NULL
    WHEN p.done >= p.total THEN 0
    WHEN g.gained <= 0 OR g.gained * 1e12::float8 < p.total - p.done THEN NULL
    WHEN (p.total - p.done) * 1e12::float8 < g.gained THEN 0
    ELSE (p.total - p.done) / g.gained
      * greatest(${SHORTEST_MS}, w.at - extract(epoch FROM coalesce(p.rate_from_at, p.started_at))::float8 * 1000)
    END AS ends_in) t
  CROSS JOIN LATERAL (SELECT CASE WHEN t.ends_in <= ${FURTHEST_END_MS} THEN w.at + t.ends_in END AS ends_at) e
  GROUP BY 1, 2, 3`
