import type { Pool, PoolClient } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { ServerClock } from '@/lib/base/server-clock'
import { type BeatRequest, parseBeat } from '@/lib/contract/beat-parse'
import { ensureBeatPartitions } from '@/lib/db/ingest/tick'
import { ConfigCache, isStale } from '@/lib/db/watches'
import { type BeatCall, type BeatResult, unavailable } from './beat-call'
import { commitBatch } from './commit-batch'
import { KeyNotes } from './key-notes'
import { type Rate, RateLimit } from './rate-limit'
import { isAboutData, isContention, lacksPartition } from './refusals'
import { DEFAULT_BOUNDS, type IngestBounds } from './runs-of-day'
import { Ticker, type TickerOptions } from './ticker'
import { Trust } from './trust'
import { WatchCache } from './watch-cache'

export interface IngestOptions extends TickerOptions {
  /** Pipelined clients, at least as many as batches in flight. */
  pool: Pool
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
  since: number
  answer: ((result: BeatResult) => void) | null
  /** Its workspace was not known when it came: its quota is charged once it is. */
  isUncharged: boolean
}

const BATCHES_IN_FLIGHT = 2
const HELD_UP_MS = 10
const BATCH_LIMIT = 1_000
const QUEUE_LIMIT = 10_000
const ANSWER_WITHIN_MS = 5_000
const KEYS_KEPT = 100_000

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
  readonly #watches = new WatchCache()
  readonly #trust = new Trust()
  readonly #notes: KeyNotes
  readonly #ticker: Ticker
  #queue: Waiting[] = []
  #sweepTimer: NodeJS.Timeout | null = null
  #isFlushing = false
  #flushTimer: NodeJS.Timeout | null = null
  #isStopping = false

  constructor(options: IngestOptions) {
    this.#options = options
    this.#rates = new RateLimit(options.beatsPerSecond)
    this.#notes = new KeyNotes(options.tickPool, options.log)
    this.#quotas = options.beatsPerMinute ? new RateLimit(options.beatsPerMinute / 60, 60) : null
    this.#ticker = new Ticker(options, this.#clock, () => this.#oldestWaiting())
    options.pool.on('connect', () => this.#watches.clear())
  }

  /** Begins to tick. Beats are taken once the database has told its time. @throws if the database cannot be reached. */
  async start(): Promise<void> {
    await this.#ticker.start()
    this.#sweepTimer = setInterval(() => this.#sweep(), 250)
  }

  /** Takes one complete call. Resolves when it is committed or given up; never rejects. */
  record(key: string, request: BeatRequest, caller: Caller): Promise<BeatResult> {
    const now = performance.now()
    if (this.#isStopping || !this.#clock.isSet || this.#queue.length >= QUEUE_LIMIT)
      return Promise.resolve(unavailable())
    const rate = this.#rates.take(key, now)
    if (rate === 'refused') return Promise.resolve({ kind: 'too_many', of: 'monitor', retryAfterSeconds: 1 })
    const quota = this.#takeQuota(key, now)
    if (quota === 'refused') return Promise.resolve({ kind: 'too_many', of: 'workspace', retryAfterSeconds: 10 })
    const { fields, warnings } = parseBeat(request)
    const call: BeatCall = {
      key,
      keyHash: this.#hash(key),
      fields,
      warnings,
      // Nothing may be received at or before an instant that a tick has already declared complete.
      receivedAt: Math.max(Math.floor(this.#clock.at(now)), this.#ticker.upTo + 1),
      ...caller,
      isCoalesced: rate === 'coalesced' || quota === 'coalesced',
    }
    return new Promise((answer) => {
      this.#queue.push({ call, since: now, answer, isUncharged: quota === null })
      this.#flushSoon()
    })
  }

  /** Commits what is waiting, refuses what comes, and stops ticking. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const giveUpAt = performance.now() + ANSWER_WITHIN_MS
    while ((this.#queue.length > 0 || this.#inFlight.size > 0) && performance.now() < giveUpAt) {
      this.#flush()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await this.#notes.save()
    this.#ticker.stop()
    if (this.#sweepTimer) clearInterval(this.#sweepTimer)
    if (this.#flushTimer) clearTimeout(this.#flushTimer)
  }

  /** Null: the key's workspace is not known before its first beat is committed, which is always taken, and charged then. */
  #takeQuota(key: string, now: number): Rate | null {
    if (this.#quotas === null) return 'counted'
    const workspaceId = this.#watches.workspaceIdOf(key)
    return workspaceId === null ? null : this.#quotas.take(workspaceId, now)
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
    return this.#watches.monitorIdOf(call.key) ?? call.key
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const isLocked = this.#trust.isNextLocked()
    try {
      await this.#commitOnce(batch, isLocked)
      if (!isLocked) this.#trust.held()
    } catch (error) {
      if (isStale(error)) this.#trust.failed()
      const isWorthAnother = isStale(error) || isContention(error) || (isAboutData(error) && batch.length === 1)
      if (isWorthAnother) await this.#commitAgain(batch, error)
      else if (isAboutData(error)) for (const waiting of batch) await this.#commit([waiting])
      else {
        this.#options.log.warn({ err: error, beats: batch.length }, 'a batch of beats was not committed')
        for (const waiting of batch) reply(waiting, unavailable())
      }
    }
  }

  /** Once more, under locks: after a decision that came too late, a deadlock, a long wait, a day without a partition. Then the beats are given back. */
  async #commitAgain(batch: readonly Waiting[], cause: unknown): Promise<void> {
    try {
      if (lacksPartition(cause)) await ensureBeatPartitions(this.#options.tickPool)
      await this.#commitOnce(batch, true)
    } catch (error) {
      this.#options.log.error({ err: error, beats: batch.length }, 'beats could not be stored')
      for (const waiting of batch) reply(waiting, isAboutData(error) ? { kind: 'broken' } : unavailable())
    }
  }

  async #commitOnce(batch: readonly Waiting[], isLocked: boolean): Promise<void> {
    const client: PoolClient = await this.#options.pool.connect()
    let isBroken = true
    try {
      const calls = batch.map((waiting) => waiting.call)
      const { results, hasAlerts, attentionAt, uses, strangers } = await commitBatch(client, calls, {
        bounds: this.#options.bounds ?? DEFAULT_BOUNDS,
        configs: this.#configs,
        watches: this.#watches,
        log: this.#options.log,
        isLocked,
      })
      isBroken = false
      // After the next batch is on its way: the database need not wait while answers are written.
      setImmediate(() => {
        for (let i = 0; i < batch.length; i++) {
          if (batch[i]!.isUncharged) this.#takeQuota(batch[i]!.call.key, performance.now())
          reply(batch[i]!, results[i]!)
        }
        for (const use of uses) this.#notes.used(use)
        for (const stranger of strangers) this.#notes.refused(stranger)
      })
      if (attentionAt !== null) this.#ticker.tickBy(attentionAt)
      if (hasAlerts) this.#options.tickPool.query(`SELECT pg_notify('lubdub_delivery', '')`).catch(() => {})
    } catch (error) {
      for (const { call } of batch) this.#watches.forget(call.key)
      isBroken = !isStale(error)
      throw error
    } finally {
      // A client whose transaction failed otherwise is not worth saving: its state is unknown, a new one costs milliseconds.
      client.release(isBroken)
    }
  }

  #sweep(): void {
    const before = performance.now() - ANSWER_WITHIN_MS
    for (const batch of this.#inFlight.keys())
      for (const waiting of batch) if (waiting.since < before) reply(waiting, unavailable())
    if (this.#queue.length === 0 || this.#queue[0]!.since >= before) return
    const [old, rest] = [this.#queue.filter((w) => w.since < before), this.#queue.filter((w) => w.since >= before)]
    this.#queue = rest
    for (const waiting of old) reply(waiting, unavailable())
  }

  #oldestWaiting(): number | null {
    let oldest: number | null = null
    const see = ({ call }: Waiting) => {
      if (oldest === null || call.receivedAt < oldest) oldest = call.receivedAt
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
