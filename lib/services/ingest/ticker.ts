import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { ServerClock } from '@/lib/base/server-clock'
import { ensureBeatPartitions, sampleClock, tick } from '@/lib/db/ingest/tick'

export interface TickerOptions {
  /** For ticks and the clock: must not wait behind beats. */
  tickPool: Pool
  log: Log
  /** Names this process among those that take beats; a successor on the same address takes the name over. */
  node: string
  minRecoveryMs: number
}

const OUTAGE_AFTER_MS = 5_000

/** Commits, at least every second, how far this process has got: the clock by which the checker judges. */
export class Ticker {
  readonly #options: TickerOptions
  readonly #clock: ServerClock
  /** The earliest instant that a beat which still waits was received. Null: none waits. */
  readonly #oldestWaiting: () => number | null
  #upTo = 0
  #timer: NodeJS.Timeout | null = null
  #dueAt = Number.POSITIVE_INFINITY
  #isStopping = false

  constructor(options: TickerOptions, clock: ServerClock, oldestWaiting: () => number | null) {
    this.#options = options
    this.#clock = clock
    this.#oldestWaiting = oldestWaiting
  }

  /** The instant up to which a tick has declared all beats complete: nothing may be received at or before it. */
  get upTo(): number {
    return this.#upTo
  }

  /** @throws if the database cannot be reached. */
  async start(): Promise<void> {
    const { tickPool } = this.#options
    await ensureBeatPartitions(tickPool)
    await sampleClock(tickPool, this.#clock)
    await this.#tick()
  }

  stop(): void {
    this.#isStopping = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** Makes the next tick come no later than `at` (database time, ms): the checker's clock moves only with ticks. */
  tickBy(at: number): void {
    const now = this.#clock.at(performance.now())
    const due = Math.max(at + 2, now + 20)
    if (this.#isStopping || due >= this.#dueAt) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAt = due
    this.#timer = setTimeout(() => void this.#tick(), due - now)
  }

  /** The instant before which every beat received is committed or refused. */
  #completeUpTo(): number {
    const now = Math.floor(this.#clock.at(performance.now()))
    const waiting = this.#oldestWaiting()
    return Math.max(waiting === null ? now : Math.min(now, waiting - 1), this.#upTo)
  }

  async #tick(): Promise<void> {
    const { tickPool, node, minRecoveryMs, log } = this.#options
    this.#dueAt = Number.POSITIVE_INFINITY
    this.#upTo = this.#completeUpTo()
    let nextIn = 1_000
    try {
      const attentionAt = await tick(tickPool, this.#clock, {
        node,
        upTo: this.#upTo,
        outageAfterMs: OUTAGE_AFTER_MS,
        minRecoveryMs,
      })
      if (attentionAt !== null)
        nextIn = Math.min(1_000, Math.max(200, attentionAt - this.#clock.at(performance.now()) + 2))
    } catch (error) {
      log.warn({ err: error }, 'the watermark could not be committed')
    }
    if (!this.#isStopping) this.tickBy(this.#clock.at(performance.now()) + nextIn)
  }
}
