import type { Pool, PoolClient } from 'pg'
import { ChangeLog } from '@/lib/base/change-log'
import type { Keyring } from '@/lib/base/secrets'
import { ServerClock } from '@/lib/base/server-clock'
import { parseBeat } from '@/lib/contract/beat-parse'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { findKnownKeys } from '@/lib/db/ingest/find-known-keys'
import { listHeld } from '@/lib/db/ingest/list-held'
import { probeBeat } from '@/lib/db/ingest/probe-beat'
import { ensureBeatPartition } from '@/lib/db/ingest/tick'
import { ConfigCache, isVersionConflict } from '@/lib/db/monitor-state'
import { isContention, isDataError, isMissingPartition } from '@/lib/db/pg-errors'
import { type Arrival, Arrivals } from './arrivals'
import { type BeatCall, type BeatResult, unavailable } from './beat-call'
import { commitBatch } from './commit-batch'
import { Hearing } from './hearing'
import { KeyUsageRecorder } from './key-usage-recorder'
import { OptimisticLockBackoff } from './lock-backoff'
import { MonitorCache } from './monitor-cache'
import { readTwoTurns } from './poll'
import { Prober } from './prober'
import { type Pace, paceOf, type Rate, RateLimit } from './rate-limit'
import { RefusedKeys } from './refused-keys'
import { DEFAULT_BOUNDS, type IngestBounds } from './runs-of-day'
import { Ticker, type TickerOptions } from './ticker'

export interface IngestOptions extends TickerOptions {
  /** Pipelined clients, at least as many as batches in flight. */
  pool: Pool
  /** For what calls bring about beside their batches. The pool of ticks is for ticks alone: nothing that a caller does may hold them up. */
  sidePool: Pool
  /** For writes that prove that beats can be stored, each over a connection of its own. */
  databaseUrl: string
  keyring: Keyring
  beatsPerSecond: number
  /** Of all monitors of a workspace together. Null: no limit. */
  beatsPerMinute?: number | null
  /** Left out: as where the installation says nothing. */
  bounds?: IngestBounds
}

/** Who called, besides what was said. */
export interface Caller {
  method: string
  agent: string | null
  ip: string | null
}

interface Waiting {
  call: BeatCall
  arrival: Arrival
  isKnown: boolean
  since: number
  answer: ((result: BeatResult) => void) | null
  /** Its workspace was not known when it came: its quota is charged once it is. */
  isUncharged: boolean
  pace: Pace
}

const BATCHES_IN_FLIGHT = 2
const HELD_UP_MS = 10
const BATCH_LIMIT = 1_000
const QUEUE_LIMIT = 10_000
const ANSWER_WITHIN_MS = 5_000
const KEYS_KEPT = 100_000
const DAY_MS = 86_400_000
const NO_BODY = Buffer.alloc(0)

/**
 * Takes beats and commits them in groups, without a timer: while one batch commits the next gathers. Every call is answered within 5 s, and
 * only a committed beat is answered as counted.
 */
export class Ingest {
  readonly #options: IngestOptions
  readonly #configs = new ConfigCache()
  readonly #clock = new ServerClock()
  readonly #rates: RateLimit
  /** By workspace. Null: no limit. */
  readonly #quotas: RateLimit | null
  readonly #hashes = new Map<string, Buffer>()
  /** Since when. */
  readonly #inFlight = new Map<Waiting[], number>()
  /** Monitors that are being written, or keys where the monitor is not known: their next beats wait, rather than collide. */
  readonly #busy = new Set<string>()
  readonly #cache = new MonitorCache()
  readonly #lockBackoff = new OptimisticLockBackoff()
  readonly #keyUsage: KeyUsageRecorder
  readonly #hearing = new Hearing(performance.now())
  readonly #refused = new RefusedKeys()
  readonly #prober: Prober
  readonly #refusals: ChangeLog
  readonly #arrivals: Arrivals
  readonly #ticker: Ticker
  #queue: Waiting[] = []
  #sweepTimer: NodeJS.Timeout | null = null
  #isFlushing = false
  #flushTimer: NodeJS.Timeout | null = null
  #isStopping = false

  constructor(options: IngestOptions) {
    this.#options = options
    this.#rates = new RateLimit(options.beatsPerSecond)
    this.#keyUsage = new KeyUsageRecorder(options.sidePool, options.log)
    this.#quotas = options.beatsPerMinute ? new RateLimit(options.beatsPerMinute / 60, 60) : null
    this.#arrivals = new Arrivals(
      (key) => this.#clock.isSet && this.#cache.mayBeat(key, this.#clock.at(performance.now())),
      (keys) => findKnownKeys(options.sidePool, new Map(keys.map((key) => [key, this.#hash(key)]))),
    )
    this.#ticker = new Ticker(options, this.#clock, {
      hearing: this.#hearing,
      refused: this.#refused,
      oldestInHand: () => this.#oldestInHand(),
      giveUp: () => this.giveUp(),
    })
    this.#prober = new Prober(this.#hearing, (isFull) => this.#probe(isFull), {
      heard: (startedAt) => this.#heard(startedAt),
      deaf: (error) => options.log.error({ err: error }, 'beats cannot be stored: an outage, if it lasts'),
    })
    this.#refusals = new ChangeLog(options.log, {
      begins: 'beats were not committed and are given back',
      ends: 'beats are committed again',
    })
    options.pool.on('connect', () => this.#cache.clear())
  }

  /** Begins to tick. Beats are taken once the database has told its time. @throws if the database cannot be reached. */
  async start(): Promise<void> {
    await this.#ticker.start()
    this.#sweepTimer ??= setInterval(() => this.#sweep(), 250)
    this.#prober.start()
    this.#prober.look()
  }

  /** Whether beats can be taken. */
  get isHearing(): boolean {
    return this.#clock.isSet && !this.#isStopping && this.#hearing.isHearing
  }

  /** Since when beats cannot be stored, and since when the database's clock is not trusted, in monotonic ms. Null: that is not so. */
  get troubles(): { deafSince: number | null; holdSince: number | null } {
    return { deafSince: this.#hearing.deafSince, holdSince: this.#ticker.holdSince }
  }

  /** To be called when the headers of a call are read: that is when it counts as received. To be given to `record`, or to `leave`. */
  arrive(key: string): Arrival {
    const at = performance.now()
    return this.#arrivals.arrive(key, { at, notBefore: Math.min(this.#ticker.hasReadUpTo, at) })
  }

  /** Takes over a call that arrived before this was there. */
  adopt(arrival: Arrival): void {
    this.#arrivals.adopt(arrival)
  }

  /** A call that arrived and will not be recorded. */
  leave(arrival: Arrival): void {
    this.#arrivals.leave(arrival)
  }

  /**
   * A call that arrived and is given back before it was read: its monitor is not judged for a while. It says nothing of whether beats can be
   * stored, and holds no watermark: callers bring it about.
   */
  turnAway(key: string, arrival: Arrival): void {
    this.#refused.add(key, this.#hash(key), this.#cache.monitorIdOf(key) !== null)
    this.#arrivals.leave(arrival)
  }

  /** Nothing may be received at or before an instant that a tick has already declared complete. */
  #receivedAt(at: number): number {
    return Math.max(Math.floor(this.#clock.at(at)), this.#ticker.upTo + 1)
  }

  /** Takes one complete call; one that took too long arrives now. Resolves when it is committed or given up; never rejects. */
  record(key: string, request: BeatRequest, caller: Caller, since = this.arrive(key)): Promise<BeatResult> {
    const now = performance.now()
    const arrival = this.#arrivals.leave(since) ? since : this.arrive(key)
    this.#arrivals.leave(arrival)
    const isUnreadable = request.path?.fault === 'unreadable'
    const badSignal: BeatResult = { kind: 'bad_signal', text: request.path?.text ?? '' }
    if (this.#isStopping || !this.#clock.isSet || this.#queue.length >= QUEUE_LIMIT) {
      if (isUnreadable) return Promise.resolve(badSignal)
      // Any caller can fill the queue: that says nothing of whether beats can be stored.
      this.turnAway(key, arrival)
      return Promise.resolve(unavailable())
    }
    const { fields, warnings } = parseBeat(isUnreadable ? { ...request, body: NO_BODY } : request)
    const pace = paceOf(fields.said, this.#cache.signalOf(key))
    const rate = this.#rates.take(key, now, pace)
    if (rate === 'refused')
      return Promise.resolve(isUnreadable ? badSignal : { kind: 'too_many', of: 'monitor', retryAfterSeconds: 1 })
    const quota = isUnreadable ? 'counted' : this.#takeQuota(key, now, pace)
    if (quota === 'refused') return Promise.resolve({ kind: 'too_many', of: 'workspace', retryAfterSeconds: 10 })
    const isKnown = this.#cache.monitorIdOf(key) !== null
    const call: BeatCall = {
      key,
      keyHash: this.#hash(key),
      fields,
      warnings,
      receivedAt: this.#receivedAt(arrival.at),
      ...caller,
      isCoalesced: rate === 'coalesced' || quota === 'coalesced',
    }
    if (isUnreadable) {
      // The path alone tells what to answer; that the key's owner learns of it need not be waited for.
      this.#queue.push({ call, arrival, isKnown, since: now, answer: null, pace, isUncharged: false })
      this.#flushSoon()
      return Promise.resolve(badSignal)
    }
    return new Promise((answer) => {
      this.#queue.push({ call, arrival, isKnown, since: now, answer, pace, isUncharged: quota === null })
      this.#flushSoon()
    })
  }

  /** Commits what is waiting, refuses what comes, and stops ticking. Others wait for this process until `leaveForGood`. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const giveUpAt = performance.now() + ANSWER_WITHIN_MS
    while ((this.#queue.length > 0 || this.#inFlight.size > 0) && performance.now() < giveUpAt) {
      this.#flush()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    for (const batch of this.#inFlight.keys()) for (const waiting of batch) this.#refuse(waiting)
    for (const waiting of this.#queue) this.#refuse(waiting)
    this.#queue = []
    await this.#keyUsage.save()
    await this.#prober.stop()
    await this.#ticker.stop()
    if (this.#sweepTimer) clearInterval(this.#sweepTimer)
    if (this.#flushTimer) clearTimeout(this.#flushTimer)
  }

  /** To be called when the last connection is closed: says farewell, and whom this process turned away since it stopped. Never rejects. */
  async leaveForGood(): Promise<void> {
    // A server is closed before the last of its connections says so.
    await readTwoTurns()
    await this.#ticker.leave()
  }

  /** The bodies on their way come too late for this process: whoever does not call again is not judged for that. */
  giveUp(): void {
    for (const key of this.#arrivals.keys())
      this.#refused.add(key, this.#hash(key), this.#cache.monitorIdOf(key) !== null)
  }

  /** Null: the key's workspace is not known before its first beat is committed, which is always taken, and charged then. */
  #takeQuota(key: string, now: number, pace: Pace): Rate | null {
    if (this.#quotas === null) return 'counted'
    const workspaceId = this.#cache.workspaceIdOf(key)
    return workspaceId === null ? null : this.#quotas.take(workspaceId, now, pace)
  }

  #hash(key: string): Buffer {
    const kept = this.#hashes.get(key)
    if (kept) return kept
    if (this.#hashes.size >= KEYS_KEPT) this.#hashes.clear()
    const hash = this.#options.keyring.hash(key)
    this.#hashes.set(key, hash)
    return hash
  }

  /** Once everything that has arrived by now is read: it goes together. */
  #flushSoon(): void {
    if (this.#isFlushing || this.#inFlight.size >= BATCHES_IN_FLIGHT) return
    this.#isFlushing = true
    setImmediate(() => {
      this.#isFlushing = false
      this.#flush()
    })
  }

  #flush(): void {
    while (this.#inFlight.size < BATCHES_IN_FLIGHT && this.#queue.length > 0) {
      const batch: Waiting[] = []
      const later: Waiting[] = []
      if (this.#queue.length >= this.#leastBeside()) {
        for (const waiting of this.#queue) {
          if (batch.length < BATCH_LIMIT && !this.#busy.has(this.#laneOf(waiting))) batch.push(waiting)
          else later.push(waiting)
        }
      }
      if (batch.length === 0 || batch.length < this.#leastBeside()) {
        this.#flushLater()
        return
      }
      this.#queue = later
      this.#inFlight.set(batch, performance.now())
      const lanes = batch.map((waiting) => this.#laneOf(waiting))
      for (const lane of lanes) this.#busy.add(lane)
      void this.#commit(batch).finally(() => {
        this.#inFlight.delete(batch)
        for (const lane of lanes) this.#busy.delete(lane)
        if (this.#queue.length > 0) this.#flush()
      })
    }
  }

  /** A batch beside another one must be worth its own cost: half as large at least. It waits and grows, unless the other one is held up. */
  #leastBeside(): number {
    for (const [batch, since] of this.#inFlight) return performance.now() - since < HELD_UP_MS ? batch.length / 2 : 0
    return 0
  }

  /** In case that the batch ahead is held up: else its end comes first. */
  #flushLater(): void {
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = null
      this.#flush()
    }, HELD_UP_MS)
  }

  #laneOf({ call }: Waiting): string {
    return this.#cache.monitorIdOf(call.key) ?? call.key
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const isLocked = this.#lockBackoff.isNextLocked()
    try {
      await this.#commitOnce(batch, isLocked)
      if (!isLocked) this.#lockBackoff.onSuccess()
    } catch (error) {
      if (isVersionConflict(error)) this.#lockBackoff.onConflict()
      const isWorthAnother =
        isVersionConflict(error) ||
        isContention(error) ||
        isMissingPartition(error) ||
        (isDataError(error) && batch.length === 1)
      if (isWorthAnother) await this.#commitAgain(batch, error)
      else if (isDataError(error)) for (const waiting of batch) await this.#commit([waiting])
      else {
        this.#giveBack(batch, error)
      }
    }
  }

  /** Once more, under locks: after a decision that came too late, a deadlock, a long wait, a day without a partition. Then the beats are given back. */
  async #commitAgain(batch: readonly Waiting[], cause: unknown): Promise<void> {
    try {
      if (isMissingPartition(cause)) await this.#ensurePartitions(batch)
      const free = isContention(cause) ? await this.#refuseHeld(batch, cause) : batch
      if (free.length > 0) await this.#commitOnce(free, true)
    } catch (error) {
      if (!isDataError(error)) return this.#giveBack(batch, error)
      this.#options.log.error({ err: error, beats: batch.length }, 'beats could not be stored')
      for (const waiting of batch) reply(waiting, { kind: 'broken' })
    }
  }

  /** Gives back the beats of monitors that somebody else has locked. Answers the others, which need not wait for them. */
  async #refuseHeld(batch: readonly Waiting[], cause: unknown): Promise<readonly Waiting[]> {
    const areHeld = await listHeld(
      this.#options.sidePool,
      batch.map(({ call }) => call.keyHash),
    )
    this.#giveBack(
      batch.filter((_, i) => areHeld[i]),
      cause,
    )
    return batch.filter((_, i) => !areHeld[i])
  }

  async #ensurePartitions(batch: readonly Waiting[]): Promise<void> {
    const days = new Map(batch.map(({ call }) => [Math.floor(call.receivedAt / DAY_MS), call.receivedAt]))
    for (const receivedAt of days.values()) await ensureBeatPartition(this.#options.sidePool, receivedAt)
  }

  #giveBack(batch: readonly Waiting[], error: unknown): void {
    if (batch.length === 0) return
    this.#refusals.fault(performance.now(), { err: error, beats: batch.length })
    for (const waiting of batch) this.#refuse(waiting)
  }

  /** Answers that the beat was not stored, if nothing was answered yet; its monitor is then not judged for a while. */
  #refuse(waiting: Waiting): void {
    if (waiting.answer === null) return
    const { call, arrival, isKnown } = waiting
    // What is kept of its monitor may have been dropped with the batch.
    this.#refused.add(call.key, call.keyHash, isKnown || this.#cache.monitorIdOf(call.key) !== null)
    this.#hearing.refused(arrival.notBefore, performance.now())
    reply(waiting, unavailable())
    if (this.#clock.isSet && !this.#isStopping) this.#prober.look()
  }

  #heard(startedAt: number): void {
    const now = performance.now()
    const wasDeaf = this.#hearing.heard(startedAt, now)
    if (!this.#hearing.isInTrouble) this.#refusals.fine(now)
    if (wasDeaf === null) return
    this.#ticker.wasDeaf(wasDeaf)
    this.#options.log.warn({ seconds: Math.round((wasDeaf.to - wasDeaf.from) / 100) / 10 }, 'beats can be stored again')
  }

  async #probe(isFull: boolean): Promise<void> {
    const { databaseUrl, sidePool } = this.#options
    const receivedAt = this.#clock.at(performance.now())
    try {
      await probeBeat(databaseUrl, { receivedAt, isFull })
    } catch (error) {
      if (!isMissingPartition(error)) throw error
      await ensureBeatPartition(sidePool, receivedAt)
      await probeBeat(databaseUrl, { receivedAt, isFull })
    }
  }

  async #commitOnce(batch: readonly Waiting[], isLocked: boolean): Promise<void> {
    const startedAt = performance.now()
    const client: PoolClient = await this.#options.pool.connect()
    let isBroken = true
    try {
      const calls = batch.map((waiting) => waiting.call)
      const { results, hasAlerts, attentionAt, uses, refused } = await commitBatch(client, calls, {
        bounds: this.#options.bounds ?? DEFAULT_BOUNDS,
        configs: this.#configs,
        cache: this.#cache,
        log: this.#options.log,
        isLocked,
      })
      isBroken = false
      if (results.some(({ kind }) => kind === 'counted')) this.#heard(startedAt)
      // After the next batch is on its way: the database need not wait while answers are written.
      setImmediate(() => {
        for (let i = 0; i < batch.length; i++) {
          if (batch[i]!.isUncharged) this.#takeQuota(batch[i]!.call.key, performance.now(), batch[i]!.pace)
          reply(batch[i]!, results[i]!)
        }
        for (const use of uses) this.#keyUsage.used(use)
        for (const one of refused) this.#keyUsage.refused(one)
      })
      if (attentionAt !== null) this.#ticker.tickBy(attentionAt)
      if (hasAlerts) this.#options.sidePool.query(`SELECT pg_notify('lubdub_delivery', '')`).catch(() => {})
    } catch (error) {
      for (const { call } of batch) this.#cache.forget(call.key)
      isBroken = !isVersionConflict(error)
      throw error
    } finally {
      // A client whose transaction failed otherwise is not worth saving: its state is unknown, a new one costs milliseconds.
      client.release(isBroken)
    }
  }

  #sweep(): void {
    void this.#arrivals.look(performance.now(), this.#ticker.hasReadUpTo)
    const before = performance.now() - ANSWER_WITHIN_MS
    for (const batch of this.#inFlight.keys())
      for (const waiting of batch) if (waiting.since < before) this.#refuse(waiting)
    if (this.#queue.length === 0 || this.#queue[0]!.since >= before) return
    const [old, rest] = [this.#queue.filter((w) => w.since < before), this.#queue.filter((w) => w.since >= before)]
    this.#queue = rest
    for (const waiting of old) this.#refuse(waiting)
  }

  #oldestInHand(): number | null {
    let oldest = this.#arrivals.oldest(this.#ticker.hasReadUpTo)
    const see = ({ arrival: { notBefore } }: Waiting) => {
      if (oldest === null || notBefore < oldest) oldest = notBefore
    }
    for (const batch of this.#inFlight.keys()) batch.forEach(see)
    this.#queue.forEach(see)
    return oldest
  }
}

function reply(waiting: Waiting, result: BeatResult): void {
  waiting.answer?.(result)
  waiting.answer = null
}
