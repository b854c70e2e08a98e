import type { Instant } from '../types'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const DELAYS_MS = [
  0,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const

const MAX_RETRY_AFTER_MS = HOUR

/**
 * A delivery that was due for this time, and that no worker could send because a setting is missing, is a dead letter: about
 * the time after which one ends that fails in every try.
 */
export const DEAD_UNSENT_AFTER_MS = 26 * HOUR

export interface AttemptsSoFar {
  /** How many attempts were made: 0 before the first. */
  attempt: number
  now: Instant
  /** In [0, 1): moves the delay by up to a fifth in both directions. */
  random: number
  /** The delay that the receiver asked for, in seconds; used up to one hour. Null: none. */
  retryAfterSeconds: number | null
}

/**
 * When to send a delivery (again); attempts end after about a day. Null: no attempts are left; it
 * is a dead letter.
 */
export function nextAttemptAt({ attempt, now, random, retryAfterSeconds }: AttemptsSoFar): Instant | null {
  const delay = DELAYS_MS[attempt]
  if (delay === undefined) return null
  const spread = Math.round(delay * (0.8 + 0.4 * random))
  const askedFor = Math.min((retryAfterSeconds ?? 0) * SECOND, MAX_RETRY_AFTER_MS)
  return now + Math.max(spread, askedFor)
}
