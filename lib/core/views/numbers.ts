import type { Instant } from '../types'
import type { NumbersInput } from './numbers-input'
import { countedOf, endAt, endWithin, gainedOf, isRateAwaited, perHourOf, withoutNoise } from './pace'
import { type PartsSum, sumParts } from './sum-parts'

/** Progress in numbers, the same in every place where it is shown. Counts are in `unit`. */
export interface Numbers {
  /** Null: nothing was reported. */
  done: number | null
  /** Null: not reported, or not by every expected part. */
  total: number | null
  unit: string | null
  /** From 0 to 1: `done` of `total`, else the succeeded shards of the expected ones. Null: neither is known. */
  fraction: number | null
  /** How much was done in the last hour, as a count. Null: unknown. */
  doneLastHour: number | null
  /**
   * How much is done per hour, since its start or the start of its attempt. Null: unknown, or it
   * does not advance.
   */
  perHour: number | null
  /** The likely end. Null: unknown, more than a hundred years away, or it does not advance. */
  endsAt: Instant | null
}

/**
 * Progress, count of the last hour, rate and likely end of a run, step or shard. Its own values if
 * reported, else the sums of its parts.
 */
export function numbersOf(input: NumbersInput): Numbers {
  const { own, hour = null } = input
  const reported = input.isRun ? own : countedOf(own)
  const parts = sumParts(own.state === 'succeeded' ? { ...input, declaredSteps: [] } : input)
  const isOwn = reported.done !== null && (reported.done !== 0 || parts.done === null)
  const done = isOwn ? reported.done : parts.done
  const total = reported.total ?? parts.total
  const perHour = done === null ? null : rateOf(input, isOwn ? null : parts)
  const gained = hour && (isOwn ? hour.own : parts.gainedLastHour)
  return {
    done: done === null ? null : withoutNoise(done),
    total: total === null ? null : withoutNoise(total),
    unit: own.unit ?? (isOwn ? null : parts.unit),
    fraction: fractionOf(input, { done, total, parts }),
    doneLastHour: gained === null || done === null ? null : withoutNoise(Math.max(0, gained)),
    perHour,
    endsAt: input.isMoving ? endOf(input, { done, perHour, parts }) : null,
  }
}

/** An open one has the rate so far; one that succeeded has the rate of its whole time; all others have none. */
function rateOf({ own, attempt, isMoving, now }: NumbersInput, parts: PartsSum | null): number | null {
  if (!isMoving && own.state !== 'succeeded' && own.state !== 'partial') return null
  const until = own.endedAt ?? now
  const from = parts ? parts.fromAt : (own.rateFromAt ?? own.startedAt)
  if (from === null || from > until) return null
  if (!parts && isRateAwaited(own, attempt)) return null
  return withoutNoise(perHourOf(parts ? parts.gained : gainedOf(own, attempt), { from, until }))
}

interface Known {
  done: number | null
  total: number | null
  parts: PartsSum
}

function fractionOf({ own, isRun }: NumbersInput, { done, total, parts }: Known): number | null {
  if (!isRun && own.state === 'succeeded') return 1
  if (done !== null && total !== null && total > 0) return Math.min(1, Math.max(0, done / total))
  return parts.fraction
}

function endOf(input: NumbersInput, known: Omit<Known, 'total'> & { perHour: number | null }): Instant | null {
  const byPace = endByPace(input, known)
  if (byPace !== null) return byPace
  const { own, medianSeconds = null, now } = input
  if (own.startedAt === null || medianSeconds === null) return null
  const usual = own.startedAt + medianSeconds * 1000
  return usual > now ? endWithin(usual, now) : null
}

/**
 * The end of the shard that ends last, if all have begun; else the end of the remaining work at the
 * present rate.
 */
function endByPace(
  { own, now }: NumbersInput,
  { done, perHour, parts }: Omit<Known, 'total'> & { perHour: number | null },
): Instant | null {
  const isOwn = own.total !== null && own.done !== null && own.done !== 0
  if (!isOwn && !parts.hasSteps && parts.endsAt !== null) return endWithin(parts.endsAt, now)
  const total = own.total ?? (parts.hasSteps ? null : parts.total)
  return total === null || done === null || total <= 0 ? null : endAt(total - done, perHour, now)
}
