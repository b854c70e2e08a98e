import type { MonitorConfig } from '../types'

/** A run without an end is given up after this time, in seconds, if the monitor has no schedule. */
const MAX_RUNTIME_WITHOUT_SCHEDULE_SECONDS = 86_400

/** Longest duration of a run in milliseconds; with schedule none, 24 hours if unset. Null: no limit. */
export function maxRuntimeMs(config: MonitorConfig): number | null {
  const seconds =
    config.maxRuntimeSeconds ?? (config.schedule.type === 'none' ? MAX_RUNTIME_WITHOUT_SCHEDULE_SECONDS : null)
  return seconds === null ? null : seconds * 1000
}

/** The earlier of two instants; null is never. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b
  if (b === null) return a
  return Math.min(a, b)
}

/**
 * The later of two instants; null: not yet. The order of decisions may differ from the order in
 * which beats were received.
 */
export function latest(known: number | null, at: number): number {
  return known === null ? at : Math.max(known, at)
}
