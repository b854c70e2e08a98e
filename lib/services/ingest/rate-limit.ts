const LIMIT = 200_000

interface Buckets {
  /** What is left to be counted, and to be taken at all. */
  counted: number
  taken: number
  at: number
}

/** How fast each key may beat: up to `perSecond` (a second's worth at once), coalesced above, refused above ten times that. */
export class RateLimit {
  readonly #buckets = new Map<string, Buckets>()

  /** @param perSecond beats a second; 0: no limit. */
  constructor(readonly perSecond: number) {}

  /** Takes one beat of `key` at a monotonic instant (ms). */
  take(key: string, now: number): 'counted' | 'coalesced' | 'refused' {
    const rate = this.perSecond
    if (rate === 0) return 'counted'
    let bucket = this.#buckets.get(key)
    if (!bucket) {
      if (this.#buckets.size >= LIMIT) this.#buckets.clear()
      bucket = { counted: rate, taken: 10 * rate, at: now }
      this.#buckets.set(key, bucket)
    }
    const seconds = (now - bucket.at) / 1000
    bucket.counted = Math.min(rate, bucket.counted + seconds * rate)
    bucket.taken = Math.min(10 * rate, bucket.taken + seconds * 10 * rate)
    bucket.at = now
    if (bucket.taken < 1) return 'refused'
    bucket.taken -= 1
    if (bucket.counted < 1) return 'coalesced'
    bucket.counted -= 1
    return 'counted'
  }
}
