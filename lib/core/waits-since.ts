import type { Instant, MonitorSnapshot } from './types'

/** Since when something is awaited at the earliest: outages that clients had recovered from by then do not matter. */
export function waitsSince({ config, state, runs }: MonitorSnapshot): Instant {
  const { schedule, graceSeconds } = config
  let since = Number.POSITIVE_INFINITY
  if (state.expectedAt !== null) {
    const before = schedule.type === 'interval' ? schedule.seconds : graceSeconds
    since = state.expectedAt - before * 1000
  }
  for (const run of runs) if (run.startedAt !== null) since = Math.min(since, run.startedAt)
  return since
}
