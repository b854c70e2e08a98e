import type { Log } from './log'

const QUIET_MS = 10_000

/**
 * Logs a problem once when it begins and once when it ends, with how often it came in between: not one line each time.
 * It ends when it has not come for 10 s.
 */
export class ChangeLog {
  readonly #log: Log
  readonly #words: { begins: string; ends: string }
  #since: number | null = null
  #lastAt = 0
  #count = 0

  constructor(log: Log, words: { begins: string; ends: string }) {
    this.#log = log
    this.#words = words
  }

  /** The problem exists at `now` (monotonic ms). `facts` are for the log line at its begin. */
  fault(now: number, facts: Record<string, unknown>): void {
    this.#count += 1
    this.#lastAt = now
    if (this.#since !== null) return
    this.#since = now
    this.#log.warn(facts, this.#words.begins)
  }

  /** The problem does not exist, or no longer. */
  fine(now: number): void {
    if (this.#since === null || now - this.#lastAt < QUIET_MS) return
    this.#log.info(
      { times: this.#count, seconds: Math.round((this.#lastAt - this.#since) / 100) / 10 },
      this.#words.ends,
    )
    this.#since = null
    this.#count = 0
  }
}
