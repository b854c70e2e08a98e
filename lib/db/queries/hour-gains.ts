import type { ClientBase, Pool } from 'pg'
import type { HourGains } from '@/lib/core'
import { groupRows } from './group-rows'

type Queryable = Pick<Pool | ClientBase, 'query'>

export interface RunOfMonitor {
  workspaceId: string
  monitorId: string
  id: string
  /** In milliseconds: the end of the hour. */
  at: number
}

interface GainRow {
  runId: string
  step: string
  shard: string
  gained: number
}

/**
 * What these runs and their parts did in the hour before each one's `at`, by run id, as their stored beats tell. Runs of
 * which nothing was heard in that hour are left out. At most the newest 20,000 beats of a run are read.
 */
export async function loadHourGains(db: Queryable, runs: readonly RunOfMonitor[]): Promise<Map<string, HourGains>> {
  if (runs.length === 0) return new Map()
  const { rows } = await db.query<GainRow>({
    name: 'hour_gains',
    text: GAINS,
    values: [
      runs.map(({ workspaceId }) => workspaceId),
      runs.map(({ monitorId }) => monitorId),
      runs.map(({ id }) => id),
      runs.map(({ at }) => at),
    ],
  })
  const byRun = groupRows(rows, (row) => [row.runId, row])
  return new Map([...byRun].map(([runId, gains]) => [runId, toHourGains(gains)]))
}

function toHourGains(rows: readonly GainRow[]): HourGains {
  const groups = new Map<string, HourGains['groups'][number]>()
  let own = 0
  for (const { step, shard, gained } of rows) {
    if (step === '' && shard === '') {
      own = gained
      continue
    }
    const ofShards = shard !== ''
    const name = JSON.stringify([step, ofShards])
    groups.set(name, { step, ofShards, gained: (groups.get(name)?.gained ?? 0) + gained })
  }
  return { own, groups: [...groups.values()] }
}

const AT = (ms: string) => `to_timestamp((${ms}) / 1000.0::float8)`
const HOUR_AGO = AT('w.at - 3600000')
const TWO_HOURS_AGO = AT('w.at - 7200000')

const OF_RUN = 'workspace_id = w.workspace_id AND monitor_id = w.monitor_id AND run_id = w.run_id'

// What was done an hour ago is the last that was told before: most often in the hour before that, else further back, as far
// as the run goes. A part of which nothing was told before began at what its rate is counted from.
const GAINS = `WITH told AS (
    SELECT w.workspace_id, w.monitor_id, w.run_id, w.at, coalesce(b.step, '') AS step, coalesce(b.shard, '') AS shard, b.seq,
      b.received_at > ${HOUR_AGO} AS inside, (b.detail->>'done')::float8 AS done, (b.detail->>'add')::float8 AS added
    FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[]) AS w(workspace_id, monitor_id, run_id, at)
    CROSS JOIN LATERAL (SELECT step, shard, seq, received_at, detail FROM beat
      WHERE ${OF_RUN} AND received_at >= ${TWO_HOURS_AGO} AND received_at <= ${AT('w.at')}
      ORDER BY seq DESC LIMIT 20000) b),
  marked AS (
    SELECT *, max(seq) FILTER (WHERE NOT inside AND done IS NOT NULL) OVER (PARTITION BY run_id, step, shard) AS known_seq
    FROM told),
  part AS (
    SELECT workspace_id, monitor_id, run_id, at, step, shard,
      bool_or(inside AND done IS NOT NULL) AS is_set, coalesce(sum(added) FILTER (WHERE inside), 0) AS added,
      max(done) FILTER (WHERE seq = known_seq) + coalesce(sum(added) FILTER (WHERE NOT inside AND seq >= known_seq), 0) AS before
    FROM marked GROUP BY 1, 2, 3, 4, 5, 6 HAVING bool_or(inside)),
  present AS (
    SELECT w.*, c.started_at, c.ended_at, c.state, c.done, c.total, c.rate_from_done,
      CASE WHEN w.step || w.shard <> '' AND c.state = 'succeeded' THEN greatest(c.done, c.total) ELSE c.done END AS counted
    FROM part w
    CROSS JOIN LATERAL (
      SELECT started_at, ended_at, state, done, total, rate_from_done FROM run r
        WHERE r.workspace_id = w.workspace_id AND r.id = w.run_id AND w.step = '' AND w.shard = ''
      UNION ALL
      SELECT started_at, ended_at, state, done, total, rate_from_done FROM run_part p
        WHERE p.workspace_id = w.workspace_id AND p.run_id = w.run_id AND p.step = w.step AND p.shard = w.shard
          AND w.step || w.shard <> '') c)
  SELECT w.run_id AS "runId", w.step, w.shard, greatest(0, CASE
    WHEN w.is_set THEN w.counted - coalesce(w.before, far.done, w.rate_from_done, 0)
    WHEN w.counted > w.done OR w.done IS NULL AND w.counted IS NOT NULL
      THEN w.added + CASE WHEN w.ended_at >= ${HOUR_AGO} THEN w.counted - coalesce(w.done, 0) ELSE 0 END
    ELSE w.added END)::float8 AS gained
  FROM present w LEFT JOIN LATERAL (
    SELECT (f.detail->>'done')::float8 + coalesce((f.detail->>'add')::float8, 0) AS done FROM (
      SELECT step, shard, seq, detail FROM beat WHERE ${OF_RUN} AND received_at < ${TWO_HOURS_AGO}
        AND received_at >= w.started_at - interval '1 minute' ORDER BY seq DESC LIMIT 20000) f
    WHERE w.is_set AND w.before IS NULL AND w.started_at < ${TWO_HOURS_AGO}
      AND coalesce(f.step, '') = w.step AND coalesce(f.shard, '') = w.shard AND f.detail ? 'done'
    ORDER BY f.seq DESC LIMIT 1) far ON true`
