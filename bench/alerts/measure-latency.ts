import { setTimeout as delay } from 'node:timers/promises'
import { atMost, type Goal } from '@/bench/support/goals'
import { HttpClient } from '@/bench/support/http-client'
import { quantile } from '@/bench/support/quantile'
import { seedMonitors, seedWorkspaces } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import type { Stage } from './stage'

const PER_CHANNEL = 10
const SPREAD_MS = 15_000

/**
 * Monitors with the shortest schedule and grace there are, one beat each, spread over some seconds: from each deadline
 * to the first try of its alert at the sink. There are so few per channel that no digest is made.
 */
export async function measureLatency(stage: Stage, { samples }: { samples: number }): Promise<Goal[]> {
  const { product, sink, pool, keyring } = stage
  const names = Array.from({ length: Math.ceil(samples / PER_CHANNEL) }, (_, n) => `quiet-${n + 1}`)
  const workspaces = await seedWorkspaces(pool, { names, keyring, sink })
  const monitors = await seedMonitors(pool, {
    keyring,
    monitors: Array.from({ length: samples }, (_, n) => ({
      workspace: workspaces[n % workspaces.length]!,
      name: `second ${n + 1}`,
      schedule: { type: 'interval', seconds: 1 },
      graceSeconds: 1,
    })),
  })
  const http = new HttpClient({ timeoutMs: 10_000, connections: 16 })
  const beat = async (key: string, n: number) => {
    await delay((n * SPREAD_MS) / samples)
    const { status, error } = await http.call(`${product.url}/api/v1/heartbeat/${key}`)
    if (status !== 200) throw new Error(`A beat was answered ${status ?? error}.`)
  }
  await Promise.all(monitors.map(({ key }, n) => beat(key, n)))
  const ours = new Set(monitors.map(({ id }) => id))
  const arrivals = () => new Map(firstArrivals(sink).filter(([monitor]) => ours.has(monitor)))
  await until(() => arrivals().size === samples, { limitMs: 30_000 })
  http.close()

  const { rows } = await pool.query<{ monitor: string; at: number; stored: number }>(
    `SELECT monitor_id AS monitor, (extract(epoch FROM at) * 1000)::float8 AS at,
       (extract(epoch FROM created_at) * 1000)::float8 AS stored FROM flip WHERE to_status = 'down' AND monitor_id = ANY($1)`,
    [[...ours]],
  )
  const arrived = arrivals()
  const told = rows.filter(({ monitor }) => arrived.has(monitor))
  const latencies = told.map(({ monitor, at }) => arrived.get(monitor)! - at)
  const inChecker = told.map(({ at, stored }) => stored - at)
  const of = (numbers: number[], share: number) => `${Math.round(quantile(numbers, share))} ms`
  console.log(`  deadline to first try at the sink, ${told.length} monitors over ${SPREAD_MS / 1_000} s:`)
  console.log(`    p50 ${of(latencies, 0.5)}, p99 ${of(latencies, 0.99)}, longest ${of(latencies, 1)}`)
  console.log(`    of which until the flip is stored: p50 ${of(inChecker, 0.5)}, p99 ${of(inChecker, 0.99)}`)
  return [
    atMost('deadline to delivery attempt, p99', quantile(latencies, 0.99) / 1_000, { limit: 2, unit: 's' }),
    atMost('of these monitors without an alert', samples - told.length, { limit: 0, unit: 'alerts' }),
  ]
}

/** When each monitor's `monitor.down` first came to the sink. */
export function firstArrivals(sink: Stage['sink']): [monitor: string, at: number][] {
  const first = new Map<string, number>()
  for (const { alerts, arrivedAt } of sink.received) {
    for (const { monitor, type } of alerts) {
      if (type === 'monitor.down' && !first.has(monitor)) first.set(monitor, arrivedAt)
    }
  }
  return [...first]
}
