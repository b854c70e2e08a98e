import type { Instant, Schedule } from '../types'
import { nextOccurrence } from './next-occurrence'
import { previousOccurrence } from './previous-occurrence'

/**
 * The occurrence that a beat belongs to: the latest one that it is not too early for. Early is up to the grace, and at
 * most half the gap to the occurrence before. Null when there is none, and for schedules without fixed occurrences.
 * @throws ScheduleError if the schedule cannot be used.
 */
export function occurrenceFor(schedule: Schedule, receivedAt: Instant, graceSeconds: number): Instant | null {
  if (schedule.type === 'interval' || schedule.type === 'none') return null
  const previous = previousOccurrence(schedule, receivedAt)
  // No later one can qualify: half its gap ends after this next one.
  const next = nextOccurrence(schedule, receivedAt)
  if (next === null) return previous
  const graceMs = graceSeconds * 1000
  const early = previous === null ? graceMs : Math.min(graceMs, (next - previous) / 2)
  return next - early <= receivedAt ? next : previous
}
