import type { Instant, Schedule } from '../types'
import { nextOccurrence } from './next-occurrence'
import { previousOccurrence } from './previous-occurrence'

/**
 * The occurrence that a beat belongs to: the latest one for which the beat is not too early. A beat
 * may be early by the grace, but by no more than half the gap to the occurrence before. Null: none,
 * or the schedule has no fixed occurrences.
 * @throws ScheduleError if the schedule cannot be used.
 */
export function occurrenceFor(schedule: Schedule, receivedAt: Instant, graceSeconds: number): Instant | null {
  if (schedule.type === 'interval' || schedule.type === 'none') return null
  const previous = previousOccurrence(schedule, receivedAt)
  // The occurrence after this next one is too late: half its gap is after the beat.
  const next = nextOccurrence(schedule, receivedAt)
  if (next === null) return previous
  const graceMs = graceSeconds * 1000
  const early = previous === null ? graceMs : Math.min(graceMs, (next - previous) / 2)
  return next - early <= receivedAt ? next : previous
}
