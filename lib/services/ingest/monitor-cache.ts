import type { Part, Run, Signal } from '@/lib/core/types'
import type { HeartbeatKeyInfo, ReadKey, ReadState } from '@/lib/db/ingest/read-monitors'

/** What is remembered of a monitor: as it was read, or written, last. True for as long as its state has that version. */
export interface CachedMonitor {
  monitor: ReadState
  /** Every attempt of some keys that have an open run, and the anonymous run that began last where it is known. */
  runs: readonly Run[]
  /** Every part of the whole runs. */
  parts: readonly Part[]
  /** Ids of the runs that this process saw begin: all their parts are known. */
  wholeRuns: ReadonlySet<string>
  /** Whether there is no open anonymous run but that in `runs`. */
  knowsAnonymous: boolean
}

/** A monitor that was just read, of which nothing else is known. */
export function cachedFromRow(monitor: ReadState): CachedMonitor {
  return { monitor, runs: [], parts: [], wholeRuns: NONE, knowsAnonymous: monitor.state.openRunCount === 0 }
}

const NONE: ReadonlySet<string> = new Set()
/** A monitor with one run, as most have it, weighs about as much as four runs or parts, half a kilobyte each. */
const MONITOR_WEIGHT = 4
const MOST_WEIGHT = 20_000 * MONITOR_WEIGHT
const KEYS = 100_000
/** A version is the number of a transaction, and those come round after four thousand million. */
const KEPT_MS = 600_000

interface Entry {
  snapshot: CachedMonitor
  at: number
}

const weightOf = ({ runs, parts }: CachedMonitor) => MONITOR_WEIGHT + Math.max(0, runs.length - 1) + parts.length

/**
 * Monitors that this process has just written. What is kept may be old, since others write too; so whatever is decided from it is written only
 * over the version that it was decided from.
 */
export class MonitorCache {
  readonly #keys = new Map<string, { info: HeartbeatKeyInfo; monitorId: string; workspaceId: string }>()
  readonly #monitors = new Map<string, Entry>()
  #weight = 0

  /** The monitor that a key was last seen to stand for. */
  monitorIdOf(key: string): string | null {
    return this.#keys.get(key)?.monitorId ?? null
  }

  /** Whether the key is known here, and does not retire before `now` (database time, ms). */
  mayBeat(key: string, now: number): boolean {
    const info = this.#keys.get(key)?.info
    return info !== undefined && (info.retiresAt === null || info.retiresAt > now)
  }

  /** What the key was last seen to be bound to. Null: nothing, or it is not known here. */
  signalOf(key: string): Signal | null {
    return this.#keys.get(key)?.info.signal ?? null
  }

  /** The workspace of that monitor. */
  workspaceIdOf(key: string): string | null {
    return this.#keys.get(key)?.workspaceId ?? null
  }

  /** Null: the key, or its monitor, is not known here. */
  find(key: string, now: number): { info: HeartbeatKeyInfo; snapshot: CachedMonitor } | null {
    const known = this.#keys.get(key)
    const entry = known && this.#monitors.get(known.monitorId)
    if (!entry || entry.at < now - KEPT_MS) return null
    return { info: known.info, snapshot: entry.snapshot }
  }

  keepKey(key: string, { info, monitor }: ReadKey): void {
    if (this.#keys.size >= KEYS) this.#keys.clear()
    this.#keys.set(key, { info, monitorId: monitor.monitorId, workspaceId: monitor.workspaceId })
  }

  /** Keeps a monitor, and lets go of those that were written longest ago when it gets too much. */
  keep(snapshot: CachedMonitor, now: number): void {
    const { monitorId } = snapshot.monitor
    this.#drop(monitorId)
    this.#monitors.set(monitorId, { snapshot, at: now })
    this.#weight += weightOf(snapshot)
    for (const oldest of this.#monitors.keys()) {
      if (this.#weight <= MOST_WEIGHT) return
      this.#drop(oldest)
    }
  }

  #drop(monitorId: string): void {
    const entry = this.#monitors.get(monitorId)
    if (!entry) return
    this.#monitors.delete(monitorId)
    this.#weight -= weightOf(entry.snapshot)
  }

  /** To be called when a key's monitor may be another than what is kept: the next call reads it. */
  forget(key: string): void {
    const known = this.#keys.get(key)
    if (known) this.#drop(known.monitorId)
    this.#keys.delete(key)
  }

  /** To be called with every new connection: the server behind it may be another one, with another past. */
  clear(): void {
    this.#keys.clear()
    this.#monitors.clear()
    this.#weight = 0
  }
}
