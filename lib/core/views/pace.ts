import type { Instant, PartState, RunState } from '../types'

export const HOUR_MS = 3_600_000
/** The shortest time for a rate, in ms. Over a shorter time, a rate has no meaning. */
export const SHORTEST_MS = 60_000

/**
 * The furthest likely end, in ms: a hundred years. A later end is of no use, and may be outside the
 * range of dates.
 */
export const FURTHEST_END_MS = 36_525 * 86_400_000

/** The values from which the progress of a run, a step or a shard is known. */
export interface Counted {
  state: RunState | PartState
  startedAt: Instant | null
  done: number | null
  total: number | null
  rateFromAt: Instant | null
  rateFromDone: number | null
}

/** A part in this state has done its total, whatever its last `done` was. */
export const COMPLETE_STATE = 'succeeded' satisfies PartState

/** The counts of a part: a part that succeeded has done its total. Null: not reported. */
export function countedOf({ state, done, total }: Pick<Counted, 'state' | 'done' | 'total'>): {
  done: number | null
  total: number | null
} {
  if (state !== COMPLETE_STATE || (done === null && total === null)) return { done, total }
  const all = Math.max(done ?? Number.NEGATIVE_INFINITY, total ?? Number.NEGATIVE_INFINITY)
  return { done: all, total: all }
}

/** Whether the base of its rate is not known yet: the next `done` sets it. `attempt`: of its run. */
export function isRateAwaited({ rateFromDone, rateFromAt }: Counted, attempt: number): boolean {
  return rateFromDone === null && (attempt > 1 || rateFromAt !== null)
}

/** How much was done since the base of its rate. 0 if that is not known yet. `attempt`: of its run. */
export function gainedOf(part: Counted, attempt: number): number {
  const { done } = countedOf(part)
  return done === null || isRateAwaited(part, attempt) ? 0 : Math.max(0, done - (part.rateFromDone ?? 0))
}

/** The amount per hour, over at least one minute. */
export function perHourOf(gained: number, { from, until }: { from: Instant; until: Instant }): number {
  return (gained * HOUR_MS) / Math.max(SHORTEST_MS, until - from)
}

/** When the rest is done at this rate; `now` if nothing is left. Null: not in the next hundred years. */
export function endAt(left: number, perHour: number | null, now: Instant): Instant | null {
  if (left <= 0) return now
  return perHour === null ? null : endWithin(now + (left / perHour) * HOUR_MS, now)
}

/** The instant in whole milliseconds. Null: it is not a number, or more than a hundred years away. */
export function endWithin(at: number, now: Instant): Instant | null {
  return at - now <= FURTHEST_END_MS ? Math.round(at) : null
}

/** When a running part with a total will reach it at its own rate. Null: unknown. */
export function ownEndAt(part: Counted, { attempt, now }: { attempt: number; now: Instant }): Instant | null {
  const { done, total } = part
  const from = part.rateFromAt ?? part.startedAt
  if (done === null || total === null || from === null) return null
  return endAt(total - done, perHourOf(gainedOf(part, attempt), { from, until: now }), now)
}

/** Removes rounding errors of binary fractions: 40 for 40.0000000000003. Whole numbers do not change. */
export function withoutNoise(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(12))
}
