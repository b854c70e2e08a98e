const FORGET_MS = 60_000

/**
 * The database's clock, as this process can know it: a sample of it plus monotonic time since. The process's own wall clock decides nothing.
 * It never runs ahead of the database's; it lags by the shortest answer time seen.
 */
export class ServerClock {
  #offset = Number.NEGATIVE_INFINITY
  #sampledAt = 0

  /** Whether a sample has been taken yet; before that, `at` means nothing. */
  get isSet(): boolean {
    return this.#offset !== Number.NEGATIVE_INFINITY
  }

  /** Takes a sample: the server's time in ms, asked for at `sent` and answered at `received` (monotonic ms). */
  observe(sent: number, received: number, serverMs: number): void {
    const atLeast = serverMs - received
    const atMost = serverMs - sent
    const wentBack = atMost < this.#offset
    if (atLeast > this.#offset || wentBack || received - this.#sampledAt > FORGET_MS) {
      this.#offset = atLeast
      this.#sampledAt = received
    }
  }

  /** What was learned no longer holds: the next sample is believed whatever it says. */
  forget(): void {
    this.#offset = Number.NEGATIVE_INFINITY
  }

  /** The server's time in ms at a monotonic instant of this process. */
  at(monotonicMs: number): number {
    return monotonicMs + this.#offset
  }
}
