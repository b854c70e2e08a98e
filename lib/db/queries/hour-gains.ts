import { type HourFacts, type HourGains, sumHourGains } from '@/lib/core'
import { HOUR_MS } from '@/lib/core/views/pace'
import { groupRows } from './group-rows'
import type { SqlClient } from './sql-in'

export interface RunOfMonitor {
  workspaceId: string
  monitorId: string
  id: string
  /** In milliseconds: the end of the hour. */
  at: number
}

type FactRow = HourFacts & { runId: string; at: number }

/**
 * How much these runs and their parts did in the hour before each one's `at`, by run id, from the
 * stored beats. Runs without a beat in that hour are left out. At most the newest 20,000 beats of
 * each monitor are read, and at most as many before them. Null: these beats are not enough.
 */
export async function loadHourGains(
  db: SqlClient,
  runs: readonly RunOfMonitor[],
): Promise<Map<string, HourGains | null>> {
  if (runs.length === 0) return new Map()
  const { rows } = await db.query<FactRow>({
    name: 'hour_facts',
    text: FACTS,
    values: [
      runs.map(({ workspaceId }) => workspaceId),
      runs.map(({ monitorId }) => monitorId),
      runs.map(({ id }) => id),
      runs.map(({ at }) => at),
    ],
  })
  const byRun = groupRows(rows, (row) => [row.runId, row])
  return new Map([...byRun].map(([runId, facts]) => [runId, sumHourGains(facts, facts[0]!.at)]))
}

const AT = (ms: string) => `to_timestamp((${ms}) / 1000.0::float8)`
const HOUR_AGO = AT(`w.at - ${HOUR_MS}`)
const READ = 20_000

/**
 * The newest beats of each monitor by its index, so that no run is searched among millions of
 * beats. The day limits the partitions.
 */
const newest = (from: string, where: string) => `CROSS JOIN LATERAL (
      SELECT run_id, step, shard, seq, received_at, detail FROM beat
      WHERE workspace_id = w.workspace_id AND monitor_id = w.monitor_id AND ${where}
        AND received_at >= date_trunc('day', ${from}) ORDER BY seq DESC LIMIT ${READ}) b`

/** The row of the run or part that `w` names. */
const FIELDS = 'state, started_at, ended_at, done, total, rate_from_done'
const ROWS = `SELECT ${FIELDS} FROM run r
      WHERE r.workspace_id = w.workspace_id AND r.id = w.run_id AND w.step = '' AND w.shard = ''
    UNION ALL
    SELECT ${FIELDS} FROM run_part p
    WHERE p.workspace_id = w.workspace_id AND p.run_id = w.run_id AND p.step = w.step AND p.shard = w.shard
        AND w.step || w.shard <> ''`

// Beats are read once for all runs of a monitor. The value of an hour ago is the last `done` before
// that: most often in the hour before, else further back. If a part needs that, one more read looks
// there. The core decides by these facts how much was done, and whether the beats that were read say it.
const FACTS = `WITH wanted AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::float8[]) AS w(workspace_id, monitor_id, run_id, at)),
  near AS (
    SELECT w.workspace_id, w.monitor_id, b.* FROM (
      SELECT workspace_id, monitor_id, min(at) AS from_at, max(at) AS until_at FROM wanted GROUP BY 1, 2) w
    ${newest(AT(`w.from_at - ${2 * HOUR_MS}`), `received_at <= ${AT('w.until_at')}`)}),
  reach AS (
    SELECT workspace_id, monitor_id, min(seq) AS seq, min(received_at) AS at, count(*) = ${READ} AS is_cut FROM near GROUP BY 1, 2),
  recent AS (
    SELECT w.workspace_id, w.monitor_id, w.run_id, w.at, coalesce(b.step, '') AS step, coalesce(b.shard, '') AS shard,
      bool_or((b.detail->>'done') IS NOT NULL AND b.received_at > ${HOUR_AGO}) AND NOT
        bool_or((b.detail->>'done') IS NOT NULL AND b.received_at <= ${HOUR_AGO}) AS is_open
    FROM wanted w JOIN near b USING (workspace_id, monitor_id, run_id)
    WHERE b.received_at <= ${AT('w.at')} GROUP BY 1, 2, 3, 4, 5, 6 HAVING bool_or(b.received_at > ${HOUR_AGO})),
  far AS (
    SELECT w.workspace_id, w.monitor_id, b.* FROM (
      SELECT w.workspace_id, w.monitor_id, min(c.started_at) AS started_at, r.seq AS first_seq
      FROM recent w JOIN reach r USING (workspace_id, monitor_id) CROSS JOIN LATERAL (${ROWS}) c
      WHERE w.is_open AND c.started_at < r.at GROUP BY 1, 2, 4) w
    ${newest("w.started_at - interval '1 minute'", 'seq < w.first_seq')}),
  far_reach AS (
    SELECT workspace_id, monitor_id, min(received_at) AS at, count(*) = ${READ} AS is_cut FROM far GROUP BY 1, 2),
  told AS (
    SELECT w.workspace_id, w.monitor_id, w.run_id, w.at, coalesce(b.step, '') AS step, coalesce(b.shard, '') AS shard, b.seq,
      b.received_at > ${HOUR_AGO} AS inside, (b.detail->>'done')::float8 AS done, (b.detail->>'add')::float8 AS added
    FROM wanted w JOIN (SELECT * FROM near UNION ALL SELECT * FROM far) b USING (workspace_id, monitor_id, run_id)
    WHERE b.received_at <= ${AT('w.at')}),
  marked AS (
    SELECT *, max(seq) FILTER (WHERE NOT inside AND done IS NOT NULL) OVER (PARTITION BY run_id, step, shard) AS known_seq
    FROM told),
  part AS (
    SELECT workspace_id, monitor_id, run_id, at, step, shard,
      bool_or(inside AND done IS NOT NULL) AS is_set, coalesce(sum(added) FILTER (WHERE inside), 0) AS added,
      max(done) FILTER (WHERE seq = known_seq) + coalesce(sum(added) FILTER (WHERE NOT inside AND seq >= known_seq), 0) AS before
    FROM marked GROUP BY 1, 2, 3, 4, 5, 6 HAVING bool_or(inside))
  SELECT w.run_id AS "runId", w.at, w.step, w.shard, c.state, c.started_at AS "startedAt", c.ended_at AS "endedAt", c.done, c.total,
    c.rate_from_done AS "rateFromDone", w.is_set AS "isSet", w.added, w.before,
    CASE WHEN n.is_cut THEN n.at END AS "readFromAt", CASE WHEN f.is_cut THEN f.at END AS "searchedFromAt"
  FROM part w CROSS JOIN LATERAL (${ROWS}) c
  JOIN reach n USING (workspace_id, monitor_id) LEFT JOIN far_reach f USING (workspace_id, monitor_id)`
