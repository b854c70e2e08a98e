import { assertNever } from '../assert-never'
import type { Instant, Schedule } from '../types'
import { parseSchedule } from './parse-schedule'
import { nextOnTimeline, previousOnTimeline } from './timeline'

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

/**
 * The occurrence that a beat belongs to: the latest one for which the beat is not too early. A beat
 * may be early by the grace, but by no more than half the gap to the occurrence before. Null: none,
 * or the schedule has no fixed occurrences.
 * @throws ScheduleError if the schedule cannot be used.
 */
export function occurrenceFor(schedule: Schedule, receivedAt: Instant, graceSeconds: number): Instant | null {
  if (schedule.type === 'interval') return null
  const previous = previousOccurrence(schedule, receivedAt)
  // The occurrence after this next one is too late: half its gap is after the beat.
  const next = nextOccurrence(schedule, receivedAt)
  if (next === null) return previous
  const graceMs = graceSeconds * 1000
  const early = previous === null ? graceMs : Math.min(graceMs, (next - previous) / 2)
  return next - early <= receivedAt ? next : previous
}
