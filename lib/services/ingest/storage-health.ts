import type { Pool } from 'pg'
import { ChangeLog } from '@/lib/base/change-log'
import type { Log } from '@/lib/base/log'
import { OUTAGE_AFTER_MS } from '@/lib/core'
import { probeBeat } from '@/lib/db/ingest/probe-beat'
import { ensureBeatPartition } from '@/lib/db/ingest/tick'
import { isMissingPartition } from '@/lib/db/pg-errors'
import { type DeafSpan, Hearing } from './hearing'
import { Prober } from './prober'

export interface StorageOptions {
  /** For probes, which are writes that prove that beats can be stored. Each has its own connection. */
  databaseUrl: string
  /** Their role in the database. Null: the login itself. Left out: `ingest`. */
  role?: 'ingest' | null
  sidePool: Pool
  log: Log
}

interface Surroundings {
  /** The present time of the database, in ms. */
  now: () => number
  /** Beats can be stored again. */
  onHeardAgain: (span: DeafSpan) => void
}

/** Whether beats can be stored: committed beats prove it, and probes where there are none. Logs when that changes. */
export class StorageHealth {
  readonly hearing = new Hearing(performance.now())
  readonly #options: StorageOptions
  readonly #around: Surroundings
  readonly #prober: Prober
  readonly #refusals: ChangeLog

  constructor(options: StorageOptions, around: Surroundings) {
    this.#options = options
    this.#around = around
    this.#prober = new Prober(this.hearing, (isFull) => this.#probe(isFull), {
      heard: (startedAt) => this.heard(startedAt),
      deaf: (error) =>
        options.log.error(
          { err: error },
          `beats cannot be stored: this is an outage if it lasts ${OUTAGE_AFTER_MS / 1_000} s`,
        ),
    })
    this.#refusals = new ChangeLog(options.log, {
      begins: 'beats were not committed; their callers are asked to try again',
      ends: 'beats are committed again',
    })
  }

  start(): void {
    this.#prober.start()
    this.#prober.look()
  }

  async stop(): Promise<void> {
    await this.#prober.stop()
  }

  /** Probes now, if a probe is needed. */
  look(): void {
    this.#prober.look()
  }

  /** A write that began at `startedAt` (monotonic ms) is committed. */
  heard(startedAt: number): void {
    const now = performance.now()
    const wasDeaf = this.hearing.heard(startedAt, now)
    if (!this.hearing.isInTrouble) this.#refusals.fine(now)
    if (wasDeaf === null) return
    this.#around.onHeardAgain(wasDeaf)
    this.#options.log.warn({ seconds: Math.round((wasDeaf.to - wasDeaf.from) / 100) / 10 }, 'beats can be stored again')
  }

  /** A batch could not be committed. */
  failed(error: unknown, beats: number): void {
    this.#refusals.fault(performance.now(), { err: error, beats })
  }

  async #probe(isFull: boolean): Promise<void> {
    const { databaseUrl, role = 'ingest', sidePool } = this.#options
    const receivedAt = this.#around.now()
    try {
      await probeBeat(databaseUrl, { role, receivedAt, isFull })
    } catch (error) {
      if (!isMissingPartition(error)) throw error
      await ensureBeatPartition(sidePool, receivedAt)
      await probeBeat(databaseUrl, { role, receivedAt, isFull })
    }
  }
}
