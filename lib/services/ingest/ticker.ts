import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { ChangeLog } from '@/lib/base/change-log'
import type { Log } from '@/lib/base/log'
import type { ServerClock } from '@/lib/base/server-clock'
import { OUTAGE_AFTER_MS } from '@/lib/core'
import { sampleClock, tick } from '@/lib/db/ingest/tick'
import { ClockGuard } from './clock-guard'
import type { Hearing } from './hearing'
import { type ReadUpTo, readTwoTurns } from './poll'
import type { RefusedKeys } from './refused-keys'

export interface TickerOptions {
  /** For ticks and the clock: must not wait behind beats. */
  tickPool: Pool
  log: Log
  /** The name of this process among those that take beats. A successor with the same name takes it over, and so does any other such process. */
  node: string
  minRecoveryMs: number
  readUpTo?: ReadUpTo
}

/** What the ticker needs to know about the beats. */
export interface Beats {
  hearing: Hearing
  refused: RefusedKeys
  /** The earliest instant (monotonic ms) at which a beat in progress may have reached the sockets. Null: there is none. */
  oldestInHand(): number | null
  /** The process stops: incomplete calls are refused. */
  giveUp(): void
}

const TICK_MS = 1_000
/** The checker stays this much behind the watermark. */
export const CHECKER_SLACK_MS = 100

/** Commits the watermark of this process at least every second: the clock by which the checker judges. */
export class Ticker {
  readonly #options: TickerOptions
  readonly #clock: ServerClock
  readonly #beats: Beats
  readonly #readUpTo: ReadUpTo
  readonly #guard = new ClockGuard()
  readonly #instance = randomUUID()
  #node: string
  #begins = true
  readonly #failures: ChangeLog
  /** Deaf spans that have ended and are not recorded yet. Monotonic ms. */
  #deaf: { from: number; to: number }[] = []
  /** The instant up to which a deaf span that still lasts was recorded when the process stopped. Monotonic ms. */
  #deafTold = 0
  #holdEndedAfterMs: number | null = null
  #upTo = 0
  #hasReadUpTo = 0
  #timer: NodeJS.Timeout | null = null
  #dueAt = Number.POSITIVE_INFINITY
  #isTicking = false
  #isStopping = false
  #isLeaving = false

  constructor(options: TickerOptions, clock: ServerClock, beats: Beats) {
    this.#options = options
    this.#node = options.node
    this.#clock = clock
    this.#beats = beats
    this.#readUpTo = options.readUpTo ?? readTwoTurns
    this.#failures = new ChangeLog(options.log, {
      begins: 'the watermark could not be committed; the clock of judgement does not advance',
      ends: 'the watermark is committed again',
    })
  }

  /** The instant up to which a tick has declared all beats complete: no receive time may be at or before it. */
  get upTo(): number {
    return this.#upTo
  }

  /** Monotonic ms: everything that had reached the sockets by then has been read. The value is of the last tick and may be a second old. */
  get hasReadUpTo(): number {
    return this.#hasReadUpTo
  }

  /** Since when the database's clock is not trusted, in monotonic ms. Null: it is. */
  get holdSince(): number | null {
    return this.#guard.holdSince
  }

  /** @throws if the database cannot be reached. */
  async start(): Promise<void> {
    await this.#sample()
    await this.#commit()
    this.#plan(TICK_MS)
  }

  /** Ticks for the last time. Other processes wait for this one until it leaves. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#clock.isSet && this.holdSince === null) await this.#commit().catch(() => {})
  }

  /** Records that the process leaves, and which calls it refused since its last tick. Never rejects. */
  async leave(): Promise<void> {
    this.#isLeaving = true
    await this.stop()
  }

  /** Adds a deaf span that has ended. Monotonic ms. */
  wasDeaf(span: { from: number; to: number }): void {
    this.#deaf.push(span)
  }

  /** Makes the next tick come no later than `at` (database time, ms): the checker's clock moves only with ticks. */
  tickBy(at: number): void {
    if (this.#isTicking || !this.#clock.isSet) return
    const now = this.#clock.at(performance.now())
    this.#plan(Math.max(at + CHECKER_SLACK_MS + 2 - now, 20))
  }

  #plan(inMs: number): void {
    const dueAt = performance.now() + inMs
    if (this.#isStopping || dueAt >= this.#dueAt) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => void this.#tick(), inMs)
  }

  async #tick(): Promise<void> {
    this.#dueAt = Number.POSITIVE_INFINITY
    this.#isTicking = true
    let nextIn = TICK_MS
    try {
      await this.#sample()
      const attentionAt = await this.#commit()
      if (attentionAt !== null) {
        const due = attentionAt + CHECKER_SLACK_MS + 2 - this.#clock.at(performance.now())
        nextIn = Math.min(TICK_MS, Math.max(200, due))
      }
      this.#failures.fine(performance.now())
    } catch (error) {
      this.#failures.fault(performance.now(), { err: error })
    }
    this.#isTicking = false
    this.#plan(nextIn)
  }

  async #sample(): Promise<void> {
    const sample = await sampleClock(this.#options.tickPool)
    const heldSince = this.holdSince
    const verdict = this.#guard.observe(sample)
    const { log } = this.#options
    if (verdict === 'holds' && heldSince === null)
      log.error('the clock of the database was set, or the machine slept: nothing is judged until it can be trusted')
    if (verdict === 'holds') return
    if (verdict === 'ended') {
      this.#holdEndedAfterMs = sample.received - heldSince!
      this.#clock.forget()
      this.#upTo = 0
      log.warn({ seconds: Math.round(this.#holdEndedAfterMs / 1_000) }, 'the clock of the database is trusted again')
    }
    this.#clock.observe(sample.sent, sample.received, sample.serverMs)
  }

  /** Every beat that reached this process before this instant is committed, or was refused and the refusal is known. */
  #completeUpTo(readUpTo: number): number {
    const { hearing, oldestInHand } = this.#beats
    const known = [this.#clock.at(readUpTo)]
    const inHand = oldestInHand()
    if (inHand !== null) known.push(this.#clock.at(inHand) - 1)
    if (hearing.completeUpTo !== null) known.push(this.#clock.at(hearing.completeUpTo) - 1)
    return Math.max(Math.floor(Math.min(...known)), this.#upTo)
  }

  async #commit(isAgain = false): Promise<number | null> {
    const { tickPool, minRecoveryMs } = this.#options
    const { hearing, refused } = this.#beats
    const readUpTo = await this.#readUpTo()
    this.#hasReadUpTo = Math.max(readUpTo, this.#hasReadUpTo)
    const isHolding = this.holdSince !== null
    if (!isHolding) this.#upTo = this.#completeUpTo(readUpTo)
    if (this.#isStopping) this.#beats.giveUp()
    const keys = refused.list()
    const deaf = this.#deaf.slice()
    // No other process knows this span. Beats that are not stored by now will not be stored.
    const leftAt = performance.now()
    if (this.#isStopping && hearing.deafSince !== null)
      deaf.push({ from: Math.max(hearing.deafSince, this.#deafTold), to: leftAt })
    const { attentionAt, isOff, isDoubtful, isDisplaced } = await tick(tickPool, {
      node: this.#node,
      instance: this.#instance,
      upTo: this.#upTo,
      at: this.#clock.at(performance.now()),
      outageAfterMs: OUTAGE_AFTER_MS,
      minRecoveryMs,
      deafSince: hearing.deafSince === null ? null : this.#clock.at(hearing.deafSince),
      deaf: deaf.map(({ from, to }) => ({ from: this.#clock.at(from), to: this.#clock.at(to) })),
      refused: keys.map(({ hash }) => hash),
      isHolding,
      holdEndedAfterMs: this.#holdEndedAfterMs,
      isLeaving: this.#isLeaving,
      begins: this.#begins,
    })
    if (isDisplaced) {
      this.#takeOwnName()
      return this.#commit(isAgain)
    }
    if (isOff || isDoubtful) {
      if (isDoubtful) this.#guard.distrust(performance.now())
      if (isAgain) throw new Error('The clock of the database differs from the sample that was just taken.')
      await this.#sample()
      return this.#commit(true)
    }
    this.#begins = false
    if (isHolding) return null
    this.#holdEndedAfterMs = null
    this.#deaf = this.#deaf.slice(deaf.length)
    if (this.#isStopping) this.#deafTold = leftAt
    refused.told(keys)
    return attentionAt
  }

  /** Two processes with one name would each record the other's silence for ever. */
  #takeOwnName(): void {
    const { log, node } = this.#options
    this.#node = `${node}#${this.#instance}`
    this.#begins = true
    log.warn(
      { node, newNode: this.#node },
      'another process takes beats with this name: give each machine its own hostname',
    )
  }
}
