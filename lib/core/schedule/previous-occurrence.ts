import { assertNever } from '../assert-never'
import type { Instant, Schedule } from '../types'
import { parseSchedule } from './parse-schedule'
import { previousOnTimeline } from './timeline'

/**
 * The last occurrence at or before the instant. Null: none since 1970, or the schedule has no fixed
 * occurrences (interval, none).
 * @throws ScheduleError if the schedule cannot be used.
 */
export function previousOccurrence(schedule: Schedule, atOrBefore: Instant): Instant | null {
  const compiled = parseSchedule(schedule)
  switch (compiled.type) {
    case 'interval':
    case 'none':
      return null
    case 'timeline':
      return previousOnTimeline(compiled.timeline, atOrBefore)
    default:
      return assertNever(compiled)
  }
}
