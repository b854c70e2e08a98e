/** The limit for heartbeat bodies that are not answered yet, in bytes, for the whole process. */
export const HELD_BYTES = 128_000_000
/** The memory for a body before its first byte. */
const BASE_BYTES = 2_000
/** A body that holds less than this is not dropped for heavier ones, as long as there is a heavier one. */
const LIGHT_BYTES = 16_000

/** The share of one body in the budget. */
interface BodyPlace {
  /** Sets how much it holds now. */
  hold(bytes: number): void
  /** The body is complete: it is not dropped any more, and holds this many bytes until it is answered. */
  complete(bytes: number): void
  leave(): void
}

interface Held {
  bytes: number
  letGo: () => void
}

/**
 * Limits how much memory all heartbeat bodies of a process hold together. Above the limit, the body that began first is
 * dropped.
 */
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

/** The budget of this process. */
export const heartbeatBodies = new BodyBudget()
