import { atMost, type Goal } from '@/bench/support/goals'
import { groupBy } from '@/bench/support/group-by'
import { type SeededMonitor, seedMonitors, seedWorkspaces } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import type { SinkLine } from '@/bench/support/webhook-sink'
import type { Stage } from './stage'

const MONITORS = 10_000
const WORKSPACES = 50
const PREPARE_SECONDS = 5
const DIGEST_GAP_MS = 50_000
/** Alerts that wait for the digest of the next minute are in it. */
const TOLD_LIMIT_MS = 180_000

/** 10,000 monitors reach their deadline in the same instant, over 50 workspaces with one webhook channel each. */
export async function measureStorm(stage: Stage): Promise<Goal[]> {
  const { sink, pool, keyring } = stage
  const names = Array.from({ length: WORKSPACES }, (_, n) => `storm-${n + 1}`)
  const workspaces = await seedWorkspaces(pool, { names, keyring, sink })
  const monitors = await seedMonitors(pool, {
    keyring,
    monitors: Array.from({ length: MONITORS }, (_, n) => ({
      workspace: workspaces[n % WORKSPACES]!,
      name: `storm ${n + 1}`,
      schedule: { type: 'interval', seconds: 60 },
      graceSeconds: 60,
    })),
  })
  const ids = monitors.map(({ id }) => id)
  const dueAt = await makeDue(stage, ids)

  let flipsMs = Number.NaN
  await until(
    async () => {
      if (Date.now() < dueAt) return false
      const { rows } = await pool.query<{ count: number }>(
        'SELECT count(*) AS count FROM flip WHERE monitor_id = ANY($1)',
        [ids],
      )
      if (Number(rows[0]!.count) < MONITORS) return false
      flipsMs = Date.now() - dueAt
      return true
    },
    { limitMs: TOLD_LIMIT_MS, everyMs: 200 },
  )
  const ours = new Set(ids)
  await until(() => toldMonitors(stage, ours).size === MONITORS, { limitMs: TOLD_LIMIT_MS, everyMs: 500 })
  return judge(stage, { monitors, ours, dueAt, flipsMs })
}

/** All are up, and due at one instant a few seconds ahead, which it returns in milliseconds. */
async function makeDue({ pool }: Stage, ids: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ due: number }>(
    `WITH t AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => $2) AS due),
       s AS (UPDATE monitor_state SET status = 'up', attention_at = t.due, expected_at = t.due - interval '60 s',
         last_beat_at = t.due - interval '120 s', last_success_at = t.due - interval '120 s' FROM t WHERE monitor_id = ANY($1))
     SELECT (extract(epoch FROM due) * 1000)::float8 AS due FROM t`,
    [ids, PREPARE_SECONDS],
  )
  return rows[0]!.due
}

/** By monitor, the ids of its alerts for down. */
function toldMonitors({ sink }: Stage, ours: ReadonlySet<string>): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>()
  for (const { alerts } of sink.received) {
    for (const { monitor, type, id } of alerts) {
      if (type === 'monitor.down' && ours.has(monitor)) told.set(monitor, (told.get(monitor) ?? new Set()).add(id))
    }
  }
  return told
}

async function judge(
  stage: Stage,
  facts: { monitors: SeededMonitor[]; ours: ReadonlySet<string>; dueAt: number; flipsMs: number },
): Promise<Goal[]> {
  const { sink, pool } = stage
  const { monitors, ours, dueAt, flipsMs } = facts
  const told = toldMonitors(stage, ours)
  const lines = sink.received.filter(({ channel, alerts }) => channel.startsWith('storm-') && alerts.length > 0)
  const firsts = [...groupBy(lines, (line) => line.channel).values()].map(
    (all) => Math.min(...all.map((l) => l.arrivedAt)) - dueAt,
  )
  const lastMs = Math.max(...lines.map((line) => line.arrivedAt)) - dueAt
  const { rows: flips } = await pool.query<{ monitor: string; count: number }>(
    'SELECT monitor_id AS monitor, count(*) AS count FROM flip WHERE monitor_id = ANY($1) GROUP BY 1',
    [[...ours]],
  )
  const digests = lines.filter((line) => line.type === 'digest')
  const doubled =
    [...told.values()].filter((set) => set.size > 1).length + flips.filter((f) => Number(f.count) > 1).length
  const twice = lines.length - new Set(lines.map((line) => line.webhookId)).size
  console.log(`  ${MONITORS} monitors due in one instant, ${WORKSPACES} workspaces with a webhook channel each:`)
  console.log(
    `    all flips stored after ${(flipsMs / 1_000).toFixed(2)} s (${Math.round(MONITORS / (flipsMs / 1_000))}/s)`,
  )
  console.log(
    `    a workspace's first alert after ${(Math.min(...firsts) / 1_000).toFixed(2)} to ${(Math.max(...firsts) / 1_000).toFixed(2)} s; all sent after ${(lastMs / 1_000).toFixed(2)} s`,
  )
  console.log(
    `    ${lines.length} messages, of which ${digests.length} digests with ${digests.reduce((sum, d) => sum + d.alerts.length, 0)} alerts; sent again ${twice}`,
  )
  return [
    atMost('10,000 down in one instant: all flips stored', flipsMs / 1_000, { limit: 15, unit: 's' }),
    atMost(
      '… the last workspace’s first alert',
      firsts.length < WORKSPACES ? Number.POSITIVE_INFINITY : Math.max(...firsts) / 1_000,
      { limit: 15, unit: 's' },
    ),
    atMost('… lost', monitors.length - told.size, { limit: 0, unit: 'alerts' }),
    atMost('… doubled', doubled, { limit: 0, unit: 'alerts' }),
    atMost('… digests too soon after the one before', tooSoon(digests), { limit: 0, unit: 'digests' }),
  ]
}

/** Digests of a channel that came within a minute of the one before, give or take what the sending took. */
function tooSoon(digests: readonly SinkLine[]): number {
  return [...groupBy(digests, (line) => line.channel).values()].reduce(
    (sum, all) => sum + all.filter((line, i) => i > 0 && line.arrivedAt - all[i - 1]!.arrivedAt < DIGEST_GAP_MS).length,
    0,
  )
}
