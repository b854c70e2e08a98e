import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { ServerClock } from '@/lib/base/server-clock'
import { parseBeat } from '@/lib/contract/beat-parse'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { findKnownKeys } from '@/lib/db/ingest/find-known-keys'
import { notifySenders } from '@/lib/db/notify-sender'
import { type Arrival, Arrivals } from './arrivals'
import { BatchCommitter } from './batch-committer'
import { type BeatCall, type BeatResult, unavailable } from './beat-call'
import { BeatLimits } from './beat-limits'
import { BeatQueue, reply, type Waiting } from './beat-queue'
import type { Committed } from './commit-batch'
import { KeyHashes } from './key-hashes'
import { KeyUsageRecorder } from './key-usage-recorder'
import { MonitorCache } from './monitor-cache'
import { readTwoTurns } from './poll'
import { paceOf } from './rate-limit'
import { RefusedKeys } from './refused-keys'
import { DEFAULT_BOUNDS, type IngestBounds } from './runs-of-day'
import { StorageHealth, type StorageOptions } from './storage-health'
import { Ticker, type TickerOptions } from './ticker'

export interface IngestOptions extends TickerOptions, StorageOptions {
  /** Pipelined clients, at least as many as batches in flight. */
  pool: Pool
  /** For other work that calls cause. `tickPool` is only for ticks: no caller may delay them. */
  sidePool: Pool
  keyring: Keyring
  beatsPerSecond: number
  /** Of all monitors of a workspace together. Null: no limit. */
  beatsPerMinute?: number | null
  /** Left out: the defaults. */
  bounds?: IngestBounds
}

/** The caller of a heartbeat URL. */
export interface Caller {
  method: string
  agent: string | null
  ip: string | null
}

const ANSWER_WITHIN_MS = 5_000
const NO_BODY = Buffer.alloc(0)

/**
 * Takes beats and commits them in batches, without a timer: while one batch is committed, the next one grows. Every call is answered within 5 s,
 * and only a committed beat is answered as counted.
 */
export class Ingest {
  readonly #options: IngestOptions
  readonly #clock = new ServerClock()
  readonly #limits: BeatLimits
  readonly #hashes: KeyHashes
  readonly #cache = new MonitorCache()
  readonly #queue: BeatQueue
  readonly #keyUsage: KeyUsageRecorder
  readonly #refused = new RefusedKeys()
  readonly #storage: StorageHealth
  readonly #arrivals: Arrivals
  readonly #ticker: Ticker
  #timer: NodeJS.Timeout | null = null
  #isStopping = false

  constructor(options: IngestOptions) {
    this.#options = options
    this.#limits = new BeatLimits({ ...options, beatsPerMinute: options.beatsPerMinute ?? null })
    this.#hashes = new KeyHashes(options.keyring)
    this.#keyUsage = new KeyUsageRecorder(options.sidePool, options.log)
    this.#arrivals = new Arrivals(
      (key) => this.#clock.isSet && this.#cache.isUsable(key, this.#clock.at(performance.now())),
      (keys) => findKnownKeys(options.sidePool, new Map(keys.map((key) => [key, this.#hashes.of(key)]))),
    )
    this.#storage = new StorageHealth(options, {
      now: () => this.#clock.at(performance.now()),
      onHeardAgain: (span) => this.#ticker.wasDeaf(span),
    })
    this.#ticker = new Ticker(options, this.#clock, {
      hearing: this.#storage.hearing,
      refused: this.#refused,
      oldestInHand: () => this.#oldestInHand(),
      giveUp: () => this.giveUp(),
    })
    const committer = new BatchCommitter({
      ...options,
      bounds: options.bounds ?? DEFAULT_BOUNDS,
      cache: this.#cache,
      onCommitted: (batch, committed, startedAt) => this.#answer(batch, committed, startedAt),
      onFailed: (batch, error) => {
        this.#storage.failed(error, batch.length)
        for (const waiting of batch) this.#refuse(waiting)
      },
    })
    this.#queue = new BeatQueue(
      ({ call }) => this.#cache.ownerOf(call.key)?.monitorId ?? call.key,
      (batch) => committer.commit(batch),
    )
    options.pool.on('connect', () => this.#cache.clear())
  }

  /** Begins to tick. Beats are taken when the database's time is known. @throws if the database cannot be reached. */
  async start(): Promise<void> {
    await this.#ticker.start()
    this.#timer ??= setInterval(() => this.#refuseOld(), 250)
    this.#storage.start()
  }

  /** Whether beats can be taken. */
  get isHearing(): boolean {
    return this.#clock.isSet && !this.#isStopping && this.#storage.hearing.isHearing
  }

  /** Since when beats cannot be stored, and since when the database's clock is not trusted, in monotonic ms. Null: no such problem. */
  get troubles(): { deafSince: number | null; holdSince: number | null } {
    return { deafSince: this.#storage.hearing.deafSince, holdSince: this.#ticker.holdSince }
  }

  /** To be called when the headers of a call are read: that is its receive time. The result is for `record`, `leave` or `turnAway`. */
  arrive(key: string): Arrival {
    const at = performance.now()
    return this.#arrivals.arrive(key, { at, notBefore: Math.min(this.#ticker.hasReadUpTo, at) })
  }

  /** Takes over a call that arrived before this ingest existed. */
  adopt(arrival: Arrival): void {
    this.#arrivals.adopt(arrival)
  }

  /** Ends a call that arrived and will not be recorded. */
  leave(arrival: Arrival): void {
    this.#arrivals.leave(arrival)
  }

  /**
   * Refuses a call that arrived and was not read: its monitor is not judged for a while. Callers can cause this, so it proves nothing about
   * whether beats can be stored, and holds no watermark.
   */
  turnAway(key: string, arrival: Arrival): void {
    this.#refused.add(key, this.#hashes.of(key), this.#isKnown(key))
    this.#arrivals.leave(arrival)
  }

  /** No receive time may be at or before an instant that a tick has already declared complete. */
  #receivedAt(at: number): number {
    return Math.max(Math.floor(this.#clock.at(at)), this.#ticker.upTo + 1)
  }

  /** Takes one complete call. A call that took too long counts as received now. Resolves when it is committed or refused; never rejects. */
  record(key: string, request: BeatRequest, caller: Caller, since = this.arrive(key)): Promise<BeatResult> {
    const now = performance.now()
    const arrival = this.#arrivals.leave(since) ? since : this.arrive(key)
    this.#arrivals.leave(arrival)
    const isUnreadable = request.path?.fault === 'unreadable'
    const badSignal: BeatResult = { kind: 'bad_signal', text: request.path?.text ?? '' }
    if (this.#isStopping || !this.#clock.isSet || this.#queue.isFull) {
      if (isUnreadable) return Promise.resolve(badSignal)
      // Any caller can fill the queue: a full queue proves nothing about whether beats can be stored.
      this.turnAway(key, arrival)
      return Promise.resolve(unavailable())
    }
    const { fields, warnings } = parseBeat(isUnreadable ? { ...request, body: NO_BODY } : request)
    const pace = paceOf(fields.said, this.#cache.signalOf(key))
    const rate = this.#limits.takeOfKey(key, now, pace)
    if (rate === 'refused')
      return Promise.resolve(isUnreadable ? badSignal : { kind: 'too_many', of: 'monitor', retryAfterSeconds: 1 })
    const quota = isUnreadable ? 'counted' : this.#takeQuota(key, now, pace)
    if (quota === 'refused') return Promise.resolve({ kind: 'too_many', of: 'workspace', retryAfterSeconds: 10 })
    const isKnown = this.#isKnown(key)
    const call: BeatCall = {
      key,
      keyHash: this.#hashes.of(key),
      fields,
      warnings,
      receivedAt: this.#receivedAt(arrival.at),
      ...caller,
      isCoalesced: rate === 'coalesced' || quota === 'coalesced',
    }
    if (isUnreadable) {
      // The path alone decides the answer. So the caller need not wait until the refusal is recorded for the key's owner.
      this.#queue.add({ call, arrival, isKnown, since: now, answer: null, pace, isUncharged: false })
      return Promise.resolve(badSignal)
    }
    return new Promise((answer) => {
      this.#queue.add({ call, arrival, isKnown, since: now, answer, pace, isUncharged: quota === null })
    })
  }

  /** Commits waiting calls, refuses new ones, and stops ticking. Other processes wait for this one until `leaveForGood`. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const giveUpAt = performance.now() + ANSWER_WITHIN_MS
    while (!this.#queue.isEmpty && performance.now() < giveUpAt) {
      this.#queue.flush()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    for (const waiting of this.#queue.takeOlderThan(Number.POSITIVE_INFINITY)) this.#refuse(waiting)
    await this.#keyUsage.stop()
    await this.#storage.stop()
    await this.#ticker.stop()
    this.#queue.stop()
    if (this.#timer) clearInterval(this.#timer)
  }

  /** To be called when the last connection is closed: records that the process leaves, and which calls it refused since it stopped. Never rejects. */
  async leaveForGood(): Promise<void> {
    // A server is closed before its last connection reports that it is closed.
    await readTwoTurns()
    await this.#ticker.leave()
  }

  /** Incomplete bodies come too late for this process: their monitors are not judged for a while, also if the callers do not call again. */
  giveUp(): void {
    for (const key of this.#arrivals.keys()) this.#refused.add(key, this.#hashes.of(key), this.#isKnown(key))
  }

  #takeQuota(key: string, now: number, pace: Waiting['pace']) {
    return this.#limits.takeOfWorkspace(this.#cache.ownerOf(key)?.workspaceId ?? null, now, pace)
  }

  #isKnown(key: string): boolean {
    return this.#cache.ownerOf(key) !== null
  }

  /** Answers that the beat was not stored, unless the call is answered already. Its monitor is then not judged for a while. */
  #refuse(waiting: Waiting): void {
    if (waiting.answer === null) return
    const { call, arrival, isKnown } = waiting
    // The cached monitor may have been dropped with the batch.
    this.#refused.add(call.key, call.keyHash, isKnown || this.#isKnown(call.key))
    this.#storage.hearing.refused(arrival.notBefore, performance.now())
    reply(waiting, unavailable())
    if (this.#clock.isSet && !this.#isStopping) this.#storage.look()
  }

  #answer(
    batch: readonly Waiting[],
    { results, hasAlerts, attentionAt, uses, refused }: Committed,
    startedAt: number,
  ): void {
    if (results.some(({ kind }) => kind === 'counted')) this.#storage.heard(startedAt)
    // After the next batch is sent: the database need not wait while answers are written.
    setImmediate(() => {
      batch.forEach((waiting, i) => {
        if (waiting.isUncharged) this.#takeQuota(waiting.call.key, performance.now(), waiting.pace)
        reply(waiting, results[i]!)
      })
      for (const use of uses) this.#keyUsage.used(use)
      for (const use of refused) this.#keyUsage.refused(use)
    })
    if (attentionAt !== null) this.#ticker.tickBy(attentionAt)
    if (hasAlerts) void notifySenders(this.#options.sidePool)
  }

  #refuseOld(): void {
    const now = performance.now()
    void this.#arrivals.look(now, this.#ticker.hasReadUpTo)
    for (const waiting of this.#queue.takeOlderThan(now - ANSWER_WITHIN_MS)) this.#refuse(waiting)
  }

  #oldestInHand(): number | null {
    let oldest = this.#arrivals.oldest(this.#ticker.hasReadUpTo)
    for (const { arrival } of this.#queue.unfinished()) {
      if (oldest === null || arrival.notBefore < oldest) oldest = arrival.notBefore
    }
    return oldest
  }
}
