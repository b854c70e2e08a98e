import { nextOccurrences } from '../schedule'
import type { Instant, Schedule } from '../types'

/** Within this time, in ms, a second call counts as a repeat, or as a call that arrived late. */
export const REPEAT_MS = 60_000
/** Within this time, in ms, a part that failed may be tried again in the same run. */
export const RESTART_MS = 600_000

/** Whether the time between the two instants is at most the window, and at most half the schedule's gap. */
export function isWithin(
  windowMs: number,
  { since, at, schedule }: { since: Instant; at: Instant; schedule: Schedule },
) {
  const elapsed = at - since
  // The gap of a cron expression takes long to compute, and most beats come later than any window.
  // So it is computed last.
  return elapsed <= windowMs && (elapsed <= 0 || elapsed <= halfGapMs(schedule, at))
}

function halfGapMs(schedule: Schedule, at: Instant): number {
  const [next, following] = nextOccurrences(schedule, at, 2)
  return following === undefined ? Number.POSITIVE_INFINITY : (following - next!) / 2
}
