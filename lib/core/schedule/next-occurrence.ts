import { assertNever } from '../assert-never'
import type { Instant, Schedule } from '../types'
import { parseSchedule } from './parse-schedule'
import { nextOnTimeline } from './timeline'

/**
 * The first occurrence strictly after the instant. For an interval: the instant plus one interval.
 * Null for schedule none, and for an expression whose last year has passed.
 * @throws ScheduleError if the schedule cannot be used.
 */
export function nextOccurrence(schedule: Schedule, after: Instant): Instant | null {
  const compiled = parseSchedule(schedule)
  switch (compiled.type) {
    case 'interval':
      return after + compiled.seconds * 1000
    case 'timeline':
      return nextOnTimeline(compiled.timeline, after)
    case 'none':
      return null
    default:
      return assertNever(compiled)
  }
}

/**
 * The first `count` occurrences strictly after the instant, ascending; fewer if there are no more.
 * @throws ScheduleError if the schedule cannot be used.
 */
export function nextOccurrences(schedule: Schedule, after: Instant, count: number): Instant[] {
  const occurrences: Instant[] = []
  for (let at: Instant | null = after; occurrences.length < count; occurrences.push(at)) {
    at = nextOccurrence(schedule, at)
    if (at === null) break
  }
  return occurrences
}
