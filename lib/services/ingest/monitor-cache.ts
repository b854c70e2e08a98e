import type { ClientBase } from 'pg'
import type { Signal } from '@/lib/core/types'
import { type HeartbeatKeyInfo, lockMonitors, type ReadKey, readMonitors } from '@/lib/db/ingest/read-monitors'
import { ConfigCache, type InForce } from '@/lib/db/monitor-state'
import type { BeatCall } from './beat-call'
import { type CachedMonitor, cachedFromRow } from './cached-monitor'
import { checkAccess, type Refusal } from './check-access'

/** A key with its monitor. */
interface KnownKey {
  info: HeartbeatKeyInfo
  monitor: CachedMonitor
  isCached: boolean
}

/** A key with its monitor, and with what is in force for it. */
export type ResolvedKey = KnownKey & InForce

/** A monitor that has one run, which is usual, takes about as much memory as four runs or parts; each takes half a kilobyte. */
const MONITOR_WEIGHT = 4
const MAX_WEIGHT = 20_000 * MONITOR_WEIGHT
const MAX_KEYS = 100_000
/** A monitor that was not written for this time is read again. */
const KEPT_MS = 600_000
const NONE: ReadonlySet<string> = new Set()

const weightOf = ({ runs, parts }: CachedMonitor) => MONITOR_WEIGHT + Math.max(0, runs.length - 1) + parts.length

/**
 * Keys, monitors and configurations that this process read or wrote recently. They may be outdated, because other processes write too. So a
 * decision from the cache is written only over the version that it was made from.
 */
export class MonitorCache {
  readonly #keys = new Map<string, { info: HeartbeatKeyInfo; monitorId: string; workspaceId: string }>()
  readonly #monitors = new Map<string, { monitor: CachedMonitor; at: number }>()
  readonly #configs = new ConfigCache()
  #weight = 0
  #generation = 0

  /** Raised by `clear`. */
  get generation(): number {
    return this.#generation
  }

  /** The monitor of a key, and its workspace, as they were last read. Null: the key is not known here. */
  ownerOf(key: string): { monitorId: string; workspaceId: string } | null {
    return this.#keys.get(key) ?? null
  }

  /** Whether the key is known here, and does not retire before `now` (database time, ms). */
  isUsable(key: string, now: number): boolean {
    const info = this.#keys.get(key)?.info
    return info !== undefined && (info.retiresAt === null || info.retiresAt > now)
  }

  /** The signal that the key was bound to when it was last read. Null: none, or the key is not known here. */
  signalOf(key: string): Signal | null {
    return this.#keys.get(key)?.info.signal ?? null
  }

  /**
   * The key of each call with its monitor. Also loads the configurations of the monitors. Keys that do not exist are not in the result. A cached
   * entry may be outdated: the write checks it for a call that counts, and before a call is refused, the entry is read again.
   * `isLocked`: everything is read, under locks that the transaction of `client` holds from then on.
   */
  async resolve(
    client: ClientBase,
    calls: readonly BeatCall[],
    { isLocked, now }: { isLocked: boolean; now: number },
  ): Promise<Map<string, ResolvedKey>> {
    const keys = await this.#resolve(client, calls, { isLocked, now, reread: NONE })
    const reread = new Set<string>()
    for (const call of calls) {
      const key = keys.get(call.key)
      if (!key?.isCached) continue
      const refusal = accessRefusal(call, key)
      if (refusal !== null && refusal !== 'bad_signal') reread.add(call.key)
    }
    return reread.size === 0 ? keys : this.#resolve(client, calls, { isLocked, now, reread })
  }

  /** Caches a key with its monitor. */
  keepKey(key: string, { info, monitor }: ReadKey): void {
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear()
    this.#keys.set(key, { info, monitorId: monitor.monitorId, workspaceId: monitor.workspaceId })
  }

  /** Null: the key, or its monitor, is not known here, or was cached too long ago. */
  find(key: string, now: number): KnownKey | null {
    const known = this.#keys.get(key)
    const entry = known && this.#monitors.get(known.monitorId)
    if (!entry || entry.at < now - KEPT_MS) return null
    return { info: known.info, monitor: entry.monitor, isCached: true }
  }

  /** Caches a monitor. When the cache is full, drops those that were written longest ago. */
  keep(monitor: CachedMonitor, now: number, generation = this.#generation): void {
    if (generation !== this.#generation) return
    const { monitorId } = monitor.row
    this.#drop(monitorId)
    this.#monitors.set(monitorId, { monitor, at: now })
    this.#weight += weightOf(monitor)
    for (const oldest of this.#monitors.keys()) {
      if (this.#weight <= MAX_WEIGHT) return
      this.#drop(oldest)
    }
  }

  /** Drops a key and its monitor, which may have changed: the next call reads them. */
  forget(key: string): void {
    const known = this.#keys.get(key)
    if (known) this.#drop(known.monitorId)
    this.#keys.delete(key)
  }

  /** To be called with every new connection: it may lead to another server, with other data. */
  clear(): void {
    this.#keys.clear()
    this.#monitors.clear()
    this.#configs.clear()
    this.#weight = 0
    this.#generation += 1
  }

  async #resolve(
    client: ClientBase,
    calls: readonly BeatCall[],
    { isLocked, now, reread }: { isLocked: boolean; now: number; reread: ReadonlySet<string> },
  ): Promise<Map<string, ResolvedKey>> {
    const found = new Map<string, KnownKey>()
    const asked = new Map<string, Buffer>()
    for (const { key, keyHash } of calls) {
      if (found.has(key) || asked.has(key)) continue
      const cached = isLocked || reread.has(key) ? null : this.find(key, now)
      if (cached) found.set(key, cached)
      else asked.set(key, keyHash)
    }
    if (asked.size > 0) await this.#read(client, { asked, found, isLocked })
    const keys = [...found]
    const inForce = await this.#configs.load(
      client,
      keys.map(([, { monitor }]) => monitor.row),
    )
    return new Map(keys.map(([key, known], i) => [key, { ...known, ...inForce[i]! }]))
  }

  async #read(
    client: ClientBase,
    { asked, found, isLocked }: { asked: Map<string, Buffer>; found: Map<string, KnownKey>; isLocked: boolean },
  ): Promise<void> {
    const hashes = [...asked.values()]
    const rows = await (isLocked ? lockMonitors(client, hashes) : readMonitors(client, hashes))
    const fresh = new Map<string, CachedMonitor>()
    for (const [i, key] of [...asked.keys()].entries()) {
      const row = rows[i]
      if (!row) {
        this.forget(key)
        continue
      }
      this.keepKey(key, row)
      const monitor = fresh.get(row.monitor.monitorId) ?? cachedFromRow(row.monitor)
      fresh.set(row.monitor.monitorId, monitor)
      found.set(key, { info: row.info, monitor, isCached: false })
    }
    // Two keys of one monitor, one cached and one read: the row that was read is newer.
    for (const one of found.values()) one.monitor = fresh.get(one.monitor.row.monitorId) ?? one.monitor
  }

  #drop(monitorId: string): void {
    const entry = this.#monitors.get(monitorId)
    if (!entry) return
    this.#monitors.delete(monitorId)
    this.#weight -= weightOf(entry.monitor)
  }
}

/** Why a call with this key does not count. Null: it counts. */
export function accessRefusal(call: BeatCall, { info, monitor: { row }, accessPolicy }: ResolvedKey): Refusal | null {
  return checkAccess(call, { retiresAt: info.retiresAt, isDeleted: row.isDeleted, accessPolicy })
}
