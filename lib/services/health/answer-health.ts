import type { Pool } from 'pg'
import { getHealth, type Health, isReady, type Parts } from './get-health'

export interface HealthAnswer {
  status: 200 | 503
  body: unknown
}

const LOOK_MS = 5_000
/** How long an answer is reused, in ms: for any number of calls, the database gets one query. */
const KEPT_MS = 1_000

interface PartState {
  state: 'fine' | 'failing'
  /** ISO 8601, by this process's clock. */
  since: string
}

interface Look {
  health: Health
  parts: Record<string, PartState>
}

/**
 * Answers `/api/health` and `/api/ready` for one process. It checks every few seconds, so that it
 * knows since when a state holds.
 */
export class HealthAnswers {
  readonly #pool: Pool
  readonly #options: { version?: string; isHearing?: () => boolean; isDashboardUp?: () => Promise<boolean> }
  readonly #states = new PartStates()
  #looking: Promise<Look> | null = null
  #last: { look: Look; at: number } | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(
    pool: Pool,
    options: { version?: string; isHearing?: () => boolean; isDashboardUp?: () => Promise<boolean> } = {},
  ) {
    this.#pool = pool
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  /** The process is alive, in every other state too: always 200. */
  async health(): Promise<HealthAnswer> {
    const { parts } = await this.#look()
    const { version } = this.#options
    return { status: 200, body: { ok: true, ...(version && { version }), parts } }
  }

  /** Whether beats can be received; with `all=1` in the query, whether every part works. */
  async ready(query: string): Promise<HealthAnswer> {
    const all = new URLSearchParams(query).get('all') === '1'
    const { health, parts } = await this.#look()
    const ready = isReady(health, { all })
    const { watermarkAgeMs, checkerLagMs, senderLagMs, setAside } = health
    const database = health.parts.database
    const body = { ready, database, watermarkAgeMs, checkerLagMs, senderLagMs, setAside, parts }
    return { status: ready ? 200 : 503, body }
  }

  /** One check at a time, shared by all calls meanwhile. */
  #look(): Promise<Look> {
    if (this.#last && performance.now() - this.#last.at < KEPT_MS) return Promise.resolve(this.#last.look)
    this.#looking ??= this.#lookAgain()
      .then((look) => {
        this.#last = { look, at: performance.now() }
        return look
      })
      .finally(() => {
        this.#looking = null
      })
    return this.#looking
  }

  async #lookAgain(): Promise<Look> {
    const { isHearing, isDashboardUp } = this.#options
    const isUp = isDashboardUp ? await isDashboardUp().catch(() => false) : null
    const health = await getHealth(this.#pool, { isHearing: isHearing?.(), isDashboardUp: isUp })
    return { health, parts: this.#states.see(health.parts, Date.now()) }
  }
}

/** Remembers since when each part has its state. */
export class PartStates {
  readonly #states = new Map<string, PartState>()

  /** Takes the states at `now` (ms), and returns them with their instants. Parts that are null are left out. */
  see(parts: Parts, now: number): Record<string, PartState> {
    for (const [name, isFine] of Object.entries(parts)) {
      if (isFine === null) continue
      const state = isFine ? 'fine' : 'failing'
      if (this.#states.get(name)?.state !== state) this.#states.set(name, { state, since: new Date(now).toISOString() })
    }
    return Object.fromEntries(this.#states)
  }
}
