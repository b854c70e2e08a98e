/** Of heartbeat bodies that are not answered yet, in bytes, over the whole process. */
export const HELD_BYTES = 128_000_000
/** What a body holds before its first byte. */
const BASE_BYTES = 2_000
/** Who holds less than this is not let go for the weight of others, as long as one of these is there. */
const LIGHT_BYTES = 16_000

/** What a body takes of the budget. */
interface BodyPlace {
  /** Says what it holds now. */
  hold(bytes: number): void
  /** It has come to its end: it is not let go any more, and holds so much until it is answered. */
  complete(bytes: number): void
  leave(): void
}

interface Held {
  bytes: number
  letGo: () => void
}

/** How much the heartbeat bodies of a process may hold together. Beyond, the one that has been on its way for longest is let go. */
export class BodyBudget {
  readonly #most: number
  /** In the order in which they began. */
  readonly #unfinished = new Set<Held>()
  #held = 0

  constructor(most = HELD_BYTES) {
    this.#most = most
  }

  /** In bytes. */
  get held(): number {
    return this.#held
  }

  /** @param letGo is called at most once, and must end the body at once. */
  enter(letGo: () => void): BodyPlace {
    const one: Held = { bytes: 0, letGo }
    this.#unfinished.add(one)
    const set = (bytes: number) => {
      this.#held += bytes - one.bytes
      one.bytes = bytes
    }
    const hold = (bytes: number) => {
      if (!this.#unfinished.has(one)) return
      set(bytes + BASE_BYTES)
      this.#makeRoom()
    }
    hold(0)
    return {
      hold,
      complete: (bytes) => {
        if (!this.#unfinished.delete(one)) return
        set(bytes)
        this.#makeRoom()
      },
      leave: () => {
        this.#unfinished.delete(one)
        set(0)
      },
    }
  }

  #makeRoom(): void {
    while (this.#held > this.#most && this.#unfinished.size > 0) {
      const slowest = this.#slowest()
      this.#unfinished.delete(slowest)
      this.#held -= slowest.bytes
      slowest.bytes = 0
      slowest.letGo()
    }
  }

  #slowest(): Held {
    const [first] = this.#unfinished
    for (const one of this.#unfinished) if (one.bytes >= LIGHT_BYTES) return one
    return first!
  }
}

/** Of this process. */
export const heartbeatBodies = new BodyBudget()
