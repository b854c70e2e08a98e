/** A call whose headers were read and whose body may be incomplete. It ends once: recorded, turned away, left, or after its limit. */
export interface Arrival {
  /** Monotonic ms. */
  at: number
  /**
   * The earliest instant at which it may have reached the sockets of this process: what reached them earlier was read earlier, or they were not
   * open yet. Monotonic ms.
   */
  notBefore: number
  key: string
  /** Whether a monitor has the key. Null: the key was not looked up yet. */
  isKnown: boolean | null
}

/** For this time an incomplete body holds the watermark, in ms. */
const BODY_WITHIN_MS = 15_000
/** The same for a key that was looked up and not found. A key that was not looked up, as after a pause, has the longer limit. */
const UNKNOWN_WITHIN_MS = 1_500
/** When a body takes longer than this, its key is looked up. */
const ASK_AFTER_MS = 400
const ASKED_AT_ONCE = 5_000

/** Calls that have arrived and are not complete. Only those whose key belongs to a monitor hold the watermark for long. */
export class Arrivals {
  readonly #all = new Set<Arrival>()
  readonly #asked = new WeakSet<Arrival>()
  #isAsking = false

  /** `isKnown`: whether this process already knows the key. `find`: returns which of the keys exist. */
  constructor(
    private readonly isKnown: (key: string) => boolean,
    private readonly find: (keys: readonly string[]) => Promise<ReadonlySet<string>>,
  ) {}

  arrive(key: string, times: Pick<Arrival, 'at' | 'notBefore'>): Arrival {
    const arrival: Arrival = { ...times, key, isKnown: this.isKnown(key) ? true : null }
    this.adopt(arrival)
    return arrival
  }

  /** Adds a call that arrived earlier. */
  adopt(arrival: Arrival): void {
    this.#all.add(arrival)
  }

  /** Removes the call. Returns whether it was still here: a call that takes too long is dropped. */
  leave(arrival: Arrival): boolean {
    return this.#all.delete(arrival)
  }

  keys(): string[] {
    return [...this.#all].map(({ key }) => key)
  }

  /**
   * The earliest instant (monotonic ms) at which a call that holds the watermark may have reached the sockets. Null: no call holds it.
   * `readUpTo`: everything that had reached the sockets by then was read. A limit that passed after it drops no call.
   */
  oldest(readUpTo: number): number | null {
    let oldest: number | null = null
    for (const arrival of this.#all) {
      const limit = arrival.isKnown === false ? UNKNOWN_WITHIN_MS : BODY_WITHIN_MS
      if (readUpTo - arrival.at > limit) this.#all.delete(arrival)
      else if (oldest === null || arrival.notBefore < oldest) oldest = arrival.notBefore
    }
    return oldest
  }

  /** Drops calls that take too long, and looks up the keys of slow calls, a limited number at once. To be called a few times a second. */
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
      // The database cannot be reached. If that lasts, it is an outage. The keys are looked up again.
    } finally {
      this.#isAsking = false
    }
  }
}
