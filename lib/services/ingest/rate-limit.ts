const LIMIT = 200_000

interface Buckets {
  /** What is left to be counted, and to be taken at all. */
  counted: number
  taken: number
  at: number
}

export type Rate = 'counted' | 'coalesced' | 'refused'

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

  /** Takes one beat of `key` at a monotonic instant (ms). */
  take(key: string, now: number): Rate {
    const rate = this.perSecond
    if (rate === 0) return 'counted'
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
