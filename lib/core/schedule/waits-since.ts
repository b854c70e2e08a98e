import type { Instant, MonitorSnapshot } from '../types'

/**
 * The earliest instant since which the monitor waits for something. Outages with a recovery window
 * that ended before do not matter.
 */
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
