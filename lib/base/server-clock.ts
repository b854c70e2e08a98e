const FORGET_MS = 60_000

/**
 * The database's clock, as this process knows it: a sample of it plus monotonic time since. The process's own wall
 * clock is not used. It never runs ahead of the database's clock; it lags by the shortest answer time so far.
 */
export class ServerClock {
  #offset = Number.NEGATIVE_INFINITY
  #sampledAt = 0

  /** Whether a sample was taken; before that, `at` has no meaning. */
  get isSet(): boolean {
    return this.#offset !== Number.NEGATIVE_INFINITY
  }

  /** Takes a sample: the server's time in ms, requested at `sent` and answered at `received` (monotonic ms). */
  observe(sent: number, received: number, serverMs: number): void {
    const atLeast = serverMs - received
    const atMost = serverMs - sent
    const wentBack = atMost < this.#offset
    if (atLeast > this.#offset || wentBack || received - this.#sampledAt > FORGET_MS) {
      this.#offset = atLeast
      this.#sampledAt = received
    }
  }

  /** Drops the samples: the next one is used whatever its value is. */
  forget(): void {
    this.#offset = Number.NEGATIVE_INFINITY
  }

  /** The server's time in ms at a monotonic instant of this process. */
  at(monotonicMs: number): number {
    return monotonicMs + this.#offset
  }
}
