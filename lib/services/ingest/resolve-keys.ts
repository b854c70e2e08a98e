import type { ClientBase } from 'pg'
import { type HeartbeatKeyInfo, lockMonitors, readMonitors } from '@/lib/db/ingest/read-monitors'
import type { ConfigCache } from '@/lib/db/monitor-state'
import type { BeatCall } from './beat-call'
import { checkAccess, type Refusal } from './check-access'
import type { BatchContext } from './commit-batch'
import { type CachedMonitor, cachedFromRow } from './monitor-cache'

/** What a call's key stands for. */
export interface FoundKey {
  info: HeartbeatKeyInfo
  snapshot: CachedMonitor
  isKept: boolean
}

type FindContext = BatchContext & { now: number }
const NONE: ReadonlySet<string> = new Set()

/**
 * What each call's key stands for, with the gates of their monitors loaded. What is kept may be old: that a call may pass is
 * proved by the writing, but nobody is turned away for it; such keys are read.
 */
export async function resolveKeys(
  client: ClientBase,
  calls: readonly BeatCall[],
  ctx: FindContext,
): Promise<Map<string, FoundKey>> {
  const found = await findKeys(client, calls, ctx, NONE)
  await loadGates(client, found, ctx)
  const doubtful = new Set<string>()
  for (const call of calls) {
    const key = found.get(call.key)
    if (!key?.isKept) continue
    const refusal = accessRefusal(ctx.configs, call, key)
    if (refusal !== null && refusal !== 'bad_signal') doubtful.add(call.key)
  }
  if (doubtful.size === 0) return found
  const again = await findKeys(client, calls, ctx, doubtful)
  await loadGates(client, again, ctx)
  return again
}

async function loadGates(client: ClientBase, keys: ReadonlyMap<string, FoundKey>, { configs }: FindContext) {
  await configs.load(
    client,
    [...keys.values()].map((key) => key.snapshot.monitor),
  )
}

/** Why a call by this key is not taken. Null: it is. */
export function accessRefusal(configs: ConfigCache, call: BeatCall, key: FoundKey): Refusal | null {
  const { isDeleted, monitorId } = key.snapshot.monitor
  return checkAccess(call, {
    retiresAt: key.info.retiresAt,
    isDeleted,
    accessPolicy: configs.accessPolicyOf(monitorId),
  })
}

/** What each call's key stands for. Keys that are not there are not in the answer. */
async function findKeys(
  client: ClientBase,
  calls: readonly BeatCall[],
  { cache, isLocked, now }: FindContext,
  doubtful: ReadonlySet<string>,
): Promise<Map<string, FoundKey>> {
  const found = new Map<string, FoundKey>()
  const asked = new Map<string, Buffer>()
  for (const { key, keyHash } of calls) {
    if (found.has(key) || asked.has(key)) continue
    const kept = isLocked || doubtful.has(key) ? null : cache.find(key, now)
    if (kept) found.set(key, { info: kept.info, snapshot: kept.snapshot, isKept: true })
    else asked.set(key, keyHash)
  }
  if (asked.size === 0) return found
  const hashes = [...asked.values()]
  const read = isLocked
    ? (await Promise.all([client.query('BEGIN'), lockMonitors(client, hashes)]))[1]
    : await readMonitors(client, hashes)
  const fresh = new Map<string, CachedMonitor>()
  for (const [i, key] of [...asked.keys()].entries()) {
    const one = read[i]
    if (!one) {
      cache.forget(key)
      continue
    }
    const { info, monitor } = one
    cache.keepKey(key, one)
    const snapshot = fresh.get(monitor.monitorId) ?? cachedFromRow(monitor)
    fresh.set(monitor.monitorId, snapshot)
    found.set(key, { info, snapshot, isKept: false })
  }
  // Two keys of one monitor, one of them kept and the other read: what was read is newer.
  for (const kept of found.values()) kept.snapshot = fresh.get(kept.snapshot.monitor.monitorId) ?? kept.snapshot
  return found
}
