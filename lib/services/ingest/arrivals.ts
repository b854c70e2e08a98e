/** A call whose headers were read, and whose body may still be on its way. Ends once: recorded, turned away, left, or after its limit. */
export interface Arrival {
  /** Monotonic ms. */
  at: number
  /** It reached this process's sockets no earlier: what had reached them before was read before, or they were not open yet. Monotonic ms. */
  notBefore: number
  key: string
  /** Whether some monitor has the key. Null: nobody has asked yet. */
  isKnown: boolean | null
}

/** For so long a body on its way holds the watermark, in ms; and that of a stranger, who is one once the key was looked for: a pause says nothing. */
const BODY_WITHIN_MS = 15_000
const STRANGER_WITHIN_MS = 1_500
/** A body that takes longer than this has its key looked for. */
const ASK_AFTER_MS = 400
const ASKED_AT_ONCE = 5_000

/** Calls that have arrived and are not complete. Only those with a key that some monitor has hold the watermark for long. */
export class Arrivals {
  readonly #all = new Set<Arrival>()
  readonly #asked = new WeakSet<Arrival>()
  #isAsking = false

  /** `isKnown`: whether this process knows the key already; `find`: which of some keys there are. */
  constructor(
    private readonly isKnown: (key: string) => boolean,
    private readonly find: (keys: readonly string[]) => Promise<ReadonlySet<string>>,
  ) {}

  arrive(key: string, times: Pick<Arrival, 'at' | 'notBefore'>): Arrival {
    const arrival: Arrival = { ...times, key, isKnown: this.isKnown(key) ? true : null }
    this.adopt(arrival)
    return arrival
  }

  /** Takes one that began before. */
  adopt(arrival: Arrival): void {
    this.#all.add(arrival)
  }

  /** Answers whether it was still here: it may have taken too long. */
  leave(arrival: Arrival): boolean {
    return this.#all.delete(arrival)
  }

  keys(): string[] {
    return [...this.#all].map(({ key }) => key)
  }

  /**
   * The earliest instant (monotonic ms) at which one that holds the watermark may have reached the sockets. Null: none does. `readUpTo`: what
   * had reached them by then was read; a limit that went by since says nothing.
   */
  oldest(readUpTo: number): number | null {
    let oldest: number | null = null
    for (const arrival of this.#all) {
      const limit = arrival.isKnown === false ? STRANGER_WITHIN_MS : BODY_WITHIN_MS
      if (readUpTo - arrival.at > limit) this.#all.delete(arrival)
      else if (oldest === null || arrival.notBefore < oldest) oldest = arrival.notBefore
    }
    return oldest
  }

  /** Forgets those that take too long, and looks for the keys of those that take long, so many at once. To be called a few times a second. */
  async look(now: number, readUpTo: number): Promise<void> {
    this.oldest(readUpTo)
    if (this.#isAsking) return
    const slow: Arrival[] = []
    for (const arrival of this.#all) {
      if (this.#asked.has(arrival) || now - arrival.at < ASK_AFTER_MS) continue
      slow.push(arrival)
      if (slow.length >= ASKED_AT_ONCE) break
    }
    if (slow.length === 0) return
    this.#isAsking = true
    try {
      const found = await this.find([...new Set(slow.map(({ key }) => key))])
      for (const arrival of slow) {
        arrival.isKnown = found.has(arrival.key)
        this.#asked.add(arrival)
      }
    } catch {
      // The database is away: that is an outage, if it lasts. They are asked for again.
    } finally {
      this.#isAsking = false
    }
  }
}
