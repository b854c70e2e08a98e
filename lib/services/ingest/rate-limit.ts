import { meaningOf, type Said } from '@/lib/contract/said'
import type { Signal } from '@/lib/core/types'

const LIMIT = 200_000

interface Buckets {
  /** What is left to be counted, and to be taken at all. */
  counted: number
  taken: number
  at: number
}

export type Rate = 'counted' | 'coalesced' | 'refused'

/** What shares a bucket: a flood of progress must not push out an end, nor that a failure. */
export type Pace = 'told' | 'ended' | 'failed'

/** Whose bucket a call takes from, as far as it can be known before its key is looked up. */
export function paceOf(said: Said, bound: Signal | null): Pace {
  const { signal } = meaningOf(said, { bound, isPart: false })
  if (signal === 'fail') return 'failed'
  return signal === 'progress' || signal === 'log' ? 'told' : 'ended'
}

const MARKS: Record<Pace, string> = { told: ' told', ended: '', failed: ' failed' }

/**
 * How fast each key may beat: up to `perSecond` (`burstSeconds`' worth at once), coalesced above, refused above ten times
 * that.
 */
export class RateLimit {
  readonly #buckets = new Map<string, Buckets>()

  /** @param perSecond beats a second; 0: no limit. */
  constructor(
    readonly perSecond: number,
    readonly burstSeconds = 1,
  ) {}

  /** Takes one beat of `of` at a monotonic instant (ms). Each pace has buckets of its own, of the same size. */
  take(of: string, now: number, pace: Pace): Rate {
    const rate = this.perSecond
    if (rate === 0) return 'counted'
    const key = of + MARKS[pace]
    const atOnce = rate * this.burstSeconds
    let bucket = this.#buckets.get(key)
    if (!bucket) {
      if (this.#buckets.size >= LIMIT) this.#buckets.clear()
      bucket = { counted: atOnce, taken: 10 * atOnce, at: now }
      this.#buckets.set(key, bucket)
    }
    const seconds = (now - bucket.at) / 1000
    bucket.counted = Math.min(atOnce, bucket.counted + seconds * rate)
    bucket.taken = Math.min(10 * atOnce, bucket.taken + seconds * 10 * rate)
    bucket.at = now
    if (bucket.taken < 1) return 'refused'
    bucket.taken -= 1
    if (bucket.counted < 1) return 'coalesced'
    bucket.counted -= 1
    return 'counted'
  }
}
