import type { Pool, PoolClient } from 'pg'
import type { Log } from '@/lib/base/log'
import { listHeld } from '@/lib/db/ingest/list-held'
import { ensureBeatPartition } from '@/lib/db/ingest/tick'
import { isVersionConflict } from '@/lib/db/monitor-state'
import { isContention, isDataError, isMissingPartition } from '@/lib/db/pg-errors'
import { reply, type Waiting } from './beat-queue'
import { type Committed, commitBatch } from './commit-batch'
import { OptimisticLockBackoff } from './lock-backoff'
import type { MonitorCache } from './monitor-cache'
import type { IngestBounds } from './runs-of-day'

export interface CommitterOptions {
  /** Pipelined clients, at least as many as batches in flight. */
  pool: Pool
  sidePool: Pool
  log: Log
  cache: MonitorCache
  bounds: IngestBounds
  /** Answers the calls of a batch that is committed. `startedAt`: when its write began, in monotonic ms. */
  onCommitted: (batch: readonly Waiting[], committed: Committed, startedAt: number) => void
  /** Gets the calls that were not committed. */
  onFailed: (batch: readonly Waiting[], error: unknown) => void
}

const DAY_MS = 86_400_000

/** Commits batches, and tries again after errors that a second try can solve. */
export class BatchCommitter {
  readonly #options: CommitterOptions
  readonly #lockBackoff = new OptimisticLockBackoff()

  constructor(options: CommitterOptions) {
    this.#options = options
  }

  /** Never rejects. Each call of the batch is answered, or passed to `onFailed`. */
  async commit(batch: readonly Waiting[]): Promise<void> {
    const isLocked = this.#lockBackoff.isNextLocked()
    try {
      await this.#commitOnce(batch, isLocked)
      if (!isLocked) this.#lockBackoff.onSuccess()
    } catch (error) {
      if (isVersionConflict(error)) this.#lockBackoff.onConflict()
      if (isWorthRetry(error, batch)) await this.#retryLocked(batch, error)
      else if (isDataError(error)) for (const waiting of batch) await this.commit([waiting])
      else this.#fail(batch, error)
    }
  }

  /** Tries once more, with locks: after a version conflict, a deadlock, a long wait for a lock, or a missing partition. */
  async #retryLocked(batch: readonly Waiting[], cause: unknown): Promise<void> {
    try {
      if (isMissingPartition(cause)) await this.#ensurePartitions(batch)
      const free = isContention(cause) ? await this.#failHeld(batch, cause) : batch
      if (free.length > 0) await this.#commitOnce(free, true)
    } catch (error) {
      if (!isDataError(error)) return this.#fail(batch, error)
      this.#options.log.error({ err: error, beats: batch.length }, 'beats could not be stored')
      for (const waiting of batch) reply(waiting, { kind: 'broken' })
    }
  }

  /** Passes the beats of monitors that another transaction has locked to `onFailed`. Returns the other beats, which need not wait. */
  async #failHeld(batch: readonly Waiting[], cause: unknown): Promise<readonly Waiting[]> {
    const hashes = batch.map(({ call }) => call.keyHash)
    const areHeld = await listHeld(this.#options.sidePool, hashes)
    const held = batch.filter((_, i) => areHeld[i])
    this.#fail(held, cause)
    return batch.filter((_, i) => !areHeld[i])
  }

  async #ensurePartitions(batch: readonly Waiting[]): Promise<void> {
    const days = new Map(batch.map(({ call }) => [Math.floor(call.receivedAt / DAY_MS), call.receivedAt]))
    for (const receivedAt of days.values()) await ensureBeatPartition(this.#options.sidePool, receivedAt)
  }

  #fail(batch: readonly Waiting[], error: unknown): void {
    if (batch.length > 0) this.#options.onFailed(batch, error)
  }

  async #commitOnce(batch: readonly Waiting[], isLocked: boolean): Promise<void> {
    const { pool, cache, bounds, log, onCommitted } = this.#options
    const startedAt = performance.now()
    const client: PoolClient = await pool.connect()
    let isBroken = true
    try {
      const calls = batch.map((waiting) => waiting.call)
      const committed = await commitBatch(client, calls, { bounds, cache, log, isLocked })
      isBroken = false
      onCommitted(batch, committed, startedAt)
    } catch (error) {
      for (const { call } of batch) cache.forget(call.key)
      isBroken = !isVersionConflict(error)
      throw error
    } finally {
      // After any other error the state of the connection is unknown. A new one costs milliseconds.
      client.release(isBroken)
    }
  }
}

function isWorthRetry(error: unknown, batch: readonly Waiting[]): boolean {
  if (isVersionConflict(error) || isContention(error) || isMissingPartition(error)) return true
  return isDataError(error) && batch.length === 1
}
