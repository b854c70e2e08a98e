import { nextOccurrence } from './schedule'
import type { Instant, Schedule } from './types'

/** In which a call is taken for a repeat, or for one that was overtaken. */
export const REPEAT_MS = 60_000
/** In which a part that failed is expected to be tried again. */
export const RESTART_MS = 600_000

/** Whether no more than the window, and no more than half the schedule's gap, lies between the two instants. */
export function isWithin(
  windowMs: number,
  { since, at, schedule }: { since: Instant; at: Instant; schedule: Schedule },
) {
  const elapsed = at - since
  // A gap of a cron expression is dear to find out, and most beats come later than any window.
  return elapsed <= windowMs && (elapsed <= 0 || elapsed <= halfGapMs(schedule, at))
}

function halfGapMs(schedule: Schedule, at: Instant): number {
  if (schedule.type === 'none') return Number.POSITIVE_INFINITY
  if (schedule.type === 'interval') return schedule.seconds * 500
  const next = nextOccurrence(schedule, at)
  const following = next === null ? null : nextOccurrence(schedule, next)
  return next === null || following === null ? Number.POSITIVE_INFINITY : (following - next) / 2
}
