import { meaningOf, type Said } from '@/lib/contract/said'
import type { Signal } from '@/lib/core/types'

const LIMIT = 200_000

interface Buckets {
  /** How many more beats may be counted, and how many may be taken at all. */
  counted: number
  taken: number
  at: number
}

export type Rate = 'counted' | 'coalesced' | 'refused'

/** The kinds of beats, each with its own bucket: progress must not use up the limit of starts and ends, nor those the limit of failures. */
export type Pace = 'told' | 'ended' | 'failed'

/** The kind of a call, as far as it is known before the key is looked up. */
export function paceOf(said: Said, bound: Signal | null): Pace {
  const { signal } = meaningOf(said, { bound, isPart: false })
  if (signal === 'fail') return 'failed'
  return signal === 'progress' || signal === 'log' ? 'told' : 'ended'
}

const MARKS: Record<Pace, string> = { told: ' told', ended: '', failed: ' failed' }

/**
 * How many beats each key may send. Up to `perSecond` are counted, those of `burstSeconds` at once. More beats are coalesced,
 * and above ten times that rate they are refused.
 */
export class RateLimit {
  readonly #buckets = new Map<string, Buckets>()

  /** @param perSecond beats a second; 0: no limit. */
  constructor(
    readonly perSecond: number,
    readonly burstSeconds = 1,
  ) {}

  /** Takes one beat of `of` at a monotonic instant (ms). Each pace has its own buckets, of the same size. */
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
