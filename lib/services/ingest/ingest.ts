import type { Pool, PoolClient } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import { ServerClock } from '@/lib/base/server-clock'
import { type BeatRequest, parseBeat } from '@/lib/contract/beat-parse'
import { ensureBeatPartitions, sampleClock, tick } from '@/lib/db/ingest/tick'
import { ConfigCache } from '@/lib/db/watches'
import { type BeatCall, type BeatResult, unavailable } from './beat-call'
import { commitBatch } from './commit-batch'
import { RateLimit } from './rate-limit'

export interface IngestOptions {
  /** Pipelined clients, at least as many as batches in flight. */
  pool: Pool
  /** For ticks and the clock: must not wait behind beats. */
  tickPool: Pool
  keyring: Keyring
  log: Log
  /** Names this process among those that take beats; a successor on the same address takes the name over. */
  node: string
  beatsPerSecond: number
  minRecoveryMs: number
}

/** Who called, besides what was said. */
export interface Caller {
  method: string
  agent: string | null
  ip: string | null
}

interface Waiting {
  call: BeatCall
  key: string
  since: number
  answer: ((result: BeatResult) => void) | null
}

const BATCHES_IN_FLIGHT = 2
const BATCH_LIMIT = 1_000
const QUEUE_LIMIT = 10_000
const ANSWER_WITHIN_MS = 5_000
const OUTAGE_AFTER_MS = 5_000
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
  readonly #hashes = new Map<string, Buffer>()
  readonly #inFlight = new Set<Waiting[]>()
  /** Keys whose monitors are being written: their next beats wait, rather than block a batch on a row lock. */
  readonly #busyKeys = new Set<string>()
  #queue: Waiting[] = []
  #upTo = 0
  #tickTimer: NodeJS.Timeout | null = null
  #tickAt = Number.POSITIVE_INFINITY
  #sweepTimer: NodeJS.Timeout | null = null
  #isStopping = false

  constructor(options: IngestOptions) {
    this.#options = options
    this.#rates = new RateLimit(options.beatsPerSecond)
  }

  /** Begins to tick. Beats are taken once the database has told its time. @throws if the database cannot be reached. */
  async start(): Promise<void> {
    await ensureBeatPartitions(this.#options.tickPool)
    await sampleClock(this.#options.tickPool, this.#clock)
    await this.#tick()
    this.#sweepTimer = setInterval(() => this.#sweep(), 250)
  }

  /** Takes one complete call. Resolves when it is committed or given up; never rejects. */
  record(key: string, request: BeatRequest, caller: Caller): Promise<BeatResult> {
    const now = performance.now()
    if (this.#isStopping || !this.#clock.isSet || this.#queue.length >= QUEUE_LIMIT)
      return Promise.resolve(unavailable())
    const rate = this.#rates.take(key, now)
    if (rate === 'refused') return Promise.resolve({ kind: 'too_many', retryAfterSeconds: 1 })
    const { fields, warnings } = parseBeat(request)
    const call: BeatCall = {
      keyHash: this.#hash(key),
      fields,
      warnings,
      // Nothing may be received at or before an instant that a tick has already declared complete.
      receivedAt: Math.max(Math.floor(this.#clock.at(now)), this.#upTo + 1),
      ...caller,
      isCoalesced: rate === 'coalesced',
    }
    return new Promise((answer) => {
      this.#queue.push({ call, key, since: now, answer })
      if (this.#inFlight.size < BATCHES_IN_FLIGHT) setImmediate(() => this.#flush())
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
    if (this.#tickTimer) clearTimeout(this.#tickTimer)
    if (this.#sweepTimer) clearInterval(this.#sweepTimer)
  }

  #hash(key: string): Buffer {
    const kept = this.#hashes.get(key)
    if (kept) return kept
    if (this.#hashes.size >= KEYS_KEPT) this.#hashes.clear()
    const hash = this.#options.keyring.hash(key)
    this.#hashes.set(key, hash)
    return hash
  }

  #flush(): void {
    while (this.#inFlight.size < BATCHES_IN_FLIGHT && this.#queue.length > 0) {
      const batch: Waiting[] = []
      const later: Waiting[] = []
      for (const waiting of this.#queue) {
        if (batch.length < BATCH_LIMIT && !this.#busyKeys.has(waiting.key)) batch.push(waiting)
        else later.push(waiting)
      }
      if (batch.length === 0) return
      this.#queue = later
      this.#inFlight.add(batch)
      for (const { key } of batch) this.#busyKeys.add(key)
      void this.#commit(batch).finally(() => {
        this.#inFlight.delete(batch)
        for (const { key } of batch) this.#busyKeys.delete(key)
        if (this.#queue.length > 0) this.#flush()
      })
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#commitOnce(batch)
    } catch (error) {
      if (isContention(error) || (isAboutData(error) && batch.length === 1)) await this.#commitAgain(batch, error)
      else if (isAboutData(error)) for (const waiting of batch) await this.#commit([waiting])
      else {
        this.#options.log.warn({ err: error, beats: batch.length }, 'a batch of beats was not committed')
        for (const waiting of batch) reply(waiting, unavailable())
      }
    }
  }

  /** Once more after a deadlock, a lock that took too long, or a day without a partition; then the beats are given back. */
  async #commitAgain(batch: readonly Waiting[], cause: unknown): Promise<void> {
    try {
      if (codeOf(cause) === NO_PARTITION) await ensureBeatPartitions(this.#options.tickPool)
      await this.#commitOnce(batch)
    } catch (error) {
      this.#options.log.error({ err: error, beats: batch.length }, 'beats could not be stored')
      for (const waiting of batch) reply(waiting, isAboutData(error) ? { kind: 'broken' } : unavailable())
    }
  }

  async #commitOnce(batch: readonly Waiting[]): Promise<void> {
    const client: PoolClient = await this.#options.pool.connect()
    let isBroken = true
    try {
      const calls = batch.map((waiting) => waiting.call)
      const { results, hasAlerts, attentionAt } = await commitBatch(client, calls, {
        configs: this.#configs,
        log: this.#options.log,
      })
      isBroken = false
      for (let i = 0; i < batch.length; i++) reply(batch[i]!, results[i]!)
      if (attentionAt !== null) this.#tickBy(attentionAt)
      if (hasAlerts) this.#options.tickPool.query(`SELECT pg_notify('lubdub_delivery', '')`).catch(() => {})
    } finally {
      // A client whose transaction failed is not worth saving: its state is unknown, a new one costs milliseconds.
      client.release(isBroken)
    }
  }

  #sweep(): void {
    const before = performance.now() - ANSWER_WITHIN_MS
    for (const batch of this.#inFlight)
      for (const waiting of batch) if (waiting.since < before) reply(waiting, unavailable())
    if (this.#queue.length === 0 || this.#queue[0]!.since >= before) return
    const [old, rest] = [this.#queue.filter((w) => w.since < before), this.#queue.filter((w) => w.since >= before)]
    this.#queue = rest
    for (const waiting of old) reply(waiting, unavailable())
  }

  /** The instant before which every beat received is committed or refused. */
  #completeUpTo(): number {
    let upTo = Math.floor(this.#clock.at(performance.now()))
    for (const batch of this.#inFlight) for (const { call } of batch) upTo = Math.min(upTo, call.receivedAt - 1)
    for (const { call } of this.#queue) upTo = Math.min(upTo, call.receivedAt - 1)
    return Math.max(upTo, this.#upTo)
  }

  async #tick(): Promise<void> {
    const { tickPool, node, minRecoveryMs, log } = this.#options
    this.#tickAt = Number.POSITIVE_INFINITY
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
    if (!this.#isStopping) this.#tickBy(this.#clock.at(performance.now()) + nextIn)
  }

  /** Makes the next tick come no later than `at` (database time, ms): the checker's clock moves only with ticks. */
  #tickBy(at: number): void {
    const now = this.#clock.at(performance.now())
    const due = Math.max(at + 2, now + 20)
    if (this.#isStopping || due >= this.#tickAt) return
    if (this.#tickTimer) clearTimeout(this.#tickTimer)
    this.#tickAt = due
    this.#tickTimer = setTimeout(() => void this.#tick(), due - now)
  }
}

function reply(waiting: Waiting, result: BeatResult): void {
  waiting.answer?.(result)
  waiting.answer = null
}

const NO_PARTITION = '23514'

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** Another transaction was in the way: deadlock, serialization, lock timeout. */
function isContention(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes(codeOf(error))
}

/** Something in the rows themselves was refused (classes 22 and 23), so that others' beats would do better without them. */
function isAboutData(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error))
}
