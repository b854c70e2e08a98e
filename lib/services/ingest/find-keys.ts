import type { ClientBase } from 'pg'
import { type KeyFacts, lockWatches, readWatches } from '@/lib/db/ingest/read-watches'
import type { ConfigCache } from '@/lib/db/watches'
import { type Refusal, refusalOf } from './admit'
import type { BeatCall } from './beat-call'
import type { BatchContext } from './commit-batch'
import { justRead, type KeptWatch } from './watch-cache'

/** What a call's key stands for. */
export interface FoundKey {
  facts: KeyFacts
  watch: KeptWatch
  isKept: boolean
}

type FindContext = BatchContext & { now: number }
const NONE: ReadonlySet<string> = new Set()

/**
 * What each call's key stands for, with the gates of their monitors loaded. What is kept may be old: that a call may pass is
 * proved by the writing, but nobody is turned away for it; such keys are read.
 */
export async function findAdmissible(
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
    const refusal = refusalIn(ctx.configs, call, key)
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
    [...keys.values()].map((key) => key.watch.monitor),
  )
}

/** Why a call by this key is not taken. Null: it is. */
export function refusalIn(configs: ConfigCache, call: BeatCall, key: FoundKey): Refusal | null {
  const { isDeleted, monitorId } = key.watch.monitor
  return refusalOf(call, { retiresAt: key.facts.retiresAt, isDeleted, gate: configs.gateOf(monitorId) })
}

/** What each call's key stands for. Keys that are not there are not in the answer. */
async function findKeys(
  client: ClientBase,
  calls: readonly BeatCall[],
  { watches, isLocked, now }: FindContext,
  doubtful: ReadonlySet<string>,
): Promise<Map<string, FoundKey>> {
  const found = new Map<string, FoundKey>()
  const asked = new Map<string, Buffer>()
  for (const { key, keyHash } of calls) {
    if (found.has(key) || asked.has(key)) continue
    const kept = isLocked || doubtful.has(key) ? null : watches.find(key, now)
    if (kept) found.set(key, { facts: kept.facts, watch: kept.watch, isKept: true })
    else asked.set(key, keyHash)
  }
  if (asked.size === 0) return found
  const hashes = [...asked.values()]
  const read = isLocked
    ? (await Promise.all([client.query('BEGIN'), lockWatches(client, hashes)]))[1]
    : await readWatches(client, hashes)
  const fresh = new Map<string, KeptWatch>()
  for (const [i, key] of [...asked.keys()].entries()) {
    const one = read[i]
    if (!one) {
      watches.forget(key)
      continue
    }
    const { facts, monitor } = one
    watches.keepKey(key, one)
    const watch = fresh.get(monitor.monitorId) ?? justRead(monitor)
    fresh.set(monitor.monitorId, watch)
    found.set(key, { facts, watch, isKept: false })
  }
  // Two keys of one monitor, one of them kept and the other read: what was read is newer.
  for (const kept of found.values()) kept.watch = fresh.get(kept.watch.monitor.monitorId) ?? kept.watch
  return found
}
