import type { MonitorStateRow } from '@/lib/db/ingest/read-monitors'
import type { RunDay } from '@/lib/db/monitor-state'
import type { Settings } from '@/lib/settings/read-settings'

/** How many runs and parts one monitor may create in this installation. */
export interface IngestBounds {
  /** Steps and shards together. */
  partsPerRun: number
  /** In one day, by UTC. */
  runsPerDay: number
}

/** The limits if the installation sets none. */
export const DEFAULT_BOUNDS: IngestBounds = { partsPerRun: 10_000, runsPerDay: 10_000 }

/** The limits of this installation. */
export function ingestBoundsOf({ partsPerRun, runsPerDay }: Settings): IngestBounds {
  return { partsPerRun, runsPerDay }
}

const DAY_MS = 86_400_000

/** How many runs of a monitor have begun on the day of its latest beat. */
export class RunsOfDay {
  readonly #runCount: number
  readonly #limit: number
  #day: RunDay | null
  /** The day that has begun with these beats. Null: none. */
  changed: RunDay | null = null

  constructor({ runCount, runDay }: Pick<MonitorStateRow, 'runCount' | 'runDay'>, limit: number) {
    this.#runCount = runCount
    this.#limit = limit
    this.#day = runDay
  }

  /** Whether a new day begins with a beat at this instant. `begun`: how many runs these beats have opened before it. */
  turnsTo(at: number, begun: number): boolean {
    const day = Math.floor(at / DAY_MS)
    if (this.#day !== null && this.#day.day >= day) return false
    this.changed = this.#day = { day, base: this.#runCount + begun }
    return true
  }

  hasRoom(begun: number): boolean {
    return this.#runCount + begun - (this.#day?.base ?? 0) < this.#limit
  }
}
