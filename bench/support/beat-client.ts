import { setTimeout as delay } from 'node:timers/promises'
import type { BeatLedger } from './beat-ledger'
import type { Answer, HttpClient } from './http-client'

export interface BeatToSend {
  /** Id of the monitor. */
  monitor: string
  heartbeatUrl: string
  signal: 'start' | 'progress' | 'success' | 'fail'
  fields?: Record<string, string | number>
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 1_000
/** A longer Retry-After is cut to this, to keep up the load. */
const PATIENCE_MS = 1_500

/** Sends beats as `curl --retry` does: the same beat again, under the same idempotency key, until it is taken. */
export class BeatClient {
  readonly #http: HttpClient
  readonly #ledger: BeatLedger
  #count = 0
  #hasGivenUp = false

  constructor({ http, ledger }: { http: HttpClient; ledger: BeatLedger }) {
    this.#http = http
    this.#ledger = ledger
  }

  /** Resolves when the beat was taken: true; or was given up: false. `tries`: 1 sends it once. */
  async send(beat: BeatToSend, { tries = Number.POSITIVE_INFINITY }: { tries?: number } = {}): Promise<boolean> {
    const { monitor, signal, fields = {} } = beat
    this.#count += 1
    const id = `${monitor}-${this.#count}`
    const part = 'step' in fields || 'shard' in fields
    const run = fields.run === undefined ? null : String(fields.run)
    this.#ledger.note({ event: 'planned', id, monitor, signal, run, part, at: Date.now() })
    const query = new URLSearchParams({ message: id, ...mapToText(fields) })
    const url = `${beat.heartbeatUrl}/${signal}?${query}`
    let pauseMs = FIRST_PAUSE_MS
    for (let turn = 1; ; turn += 1) {
      const at = Date.now()
      const answer = await this.#http.call(url, {
        method: 'POST',
        headers: { 'idempotency-key': id, accept: 'application/json' },
      })
      const { status, error } = answer
      this.#ledger.note({ event: 'tried', id, at, endedAt: Date.now(), status, error })
      if (status === 200) {
        const { seq, dup } = JSON.parse(answer.body) as { seq: number; dup?: boolean }
        this.#ledger.note({ event: 'acked', id, seq, isDuplicate: dup === true, at: Date.now() })
        return true
      }
      if (turn >= tries || this.#hasGivenUp) return false
      await delay(Math.max(pauseMs, retryAfterMs(answer)))
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  /** From now on, a beat that is not taken at the next try is dropped. */
  giveUp(): void {
    this.#hasGivenUp = true
  }
}

function retryAfterMs({ headers }: Answer): number {
  const seconds = Number(headers['retry-after'] ?? 0)
  return Math.min(Number.isFinite(seconds) ? seconds * 1_000 : 0, PATIENCE_MS)
}

function mapToText(fields: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
}
