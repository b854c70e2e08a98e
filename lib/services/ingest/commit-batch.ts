import type { ClientBase } from 'pg'
import type { Log } from '@/lib/base/log'
import { declaredName } from '@/lib/core'
import type { CtePart } from '@/lib/db/bulk-statement'
import { insertBeats, insertIdempotency } from '@/lib/db/ingest/insert-beats'
import type { HeartbeatKeyInfo } from '@/lib/db/ingest/read-monitors'
import { type ConfigCache, isOneStatement, planDecisions, type Saved, savePlan } from '@/lib/db/monitor-state'
import type { BeatCall, BeatResult } from './beat-call'
import type { RecordedRefusal, Refusal } from './check-access'
import { type Decided, decideBeats, type IngestBounds, type LoadedContext, type ResolvedCall } from './decide-beats'
import { loadContext } from './load-context'
import type { CachedMonitor, MonitorCache } from './monitor-cache'
import { accessRefusal, type FoundKey, resolveKeys } from './resolve-keys'
import { understand } from './understand'
import { updateCache } from './update-cache'

export interface Committed {
  /** In the order of the calls. */
  results: BeatResult[]
  /** Whether the sender has something to send. */
  hasAlerts: boolean
  /** The earliest instant of attention among the monitors touched. Null: none. */
  attentionAt: number | null
  /** The keys by which beats counted, each with the last such call. */
  uses: KeyUse[]
  /** Calls by a key that is there which were turned away. */
  refused: RefusedKeyUse[]
}

/** A call by a key that is there. */
export interface KeyUse {
  workspaceId: string
  key: HeartbeatKeyInfo
  call: BeatCall
}

export interface RefusedKeyUse extends KeyUse {
  why: RecordedRefusal
}

export interface BatchContext {
  bounds: IngestBounds
  configs: ConfigCache
  cache: MonitorCache
  log: Log
  /**
   * Locked: the monitors are locked before anything is read, so that the decision stands. Otherwise it is made from what is kept, or read, without
   * a lock, and written only where that is still so; in most batches all of it is one round trip.
   */
  isLocked: boolean
}

/** One monitor's calls of a batch. */
export interface Group {
  snapshot: CachedMonitor
  calls: { index: number; resolved: ResolvedCall }[]
}

/**
 * Commits calls of many clients in one transaction: learn what the calls need, let the core decide, write one statement a table. The client must be
 * pipelined: what needs no answer in between travels together.
 * @throws what the database throws, and an error that `isVersionConflict` knows when something was not as it was kept; the transaction is then rolled back,
 * and nothing is committed.
 */
export async function commitBatch(
  client: ClientBase,
  calls: readonly BeatCall[],
  ctx: BatchContext,
): Promise<Committed> {
  const now = performance.now()
  const results = new Array<BeatResult>(calls.length)
  const keys = await resolveKeys(client, calls, { ...ctx, now })
  const { groups, uses, refused } = groupCalls(calls, { results, keys, configs: ctx.configs })
  const loaded = await loadContext(client, groups, ctx.configs)

  const decided: { one: Decided; group: Group; of: LoadedContext }[] = []
  groups.forEach((group, i) => {
    try {
      const resolved = group.calls.map((x) => x.resolved)
      const one = decideBeats(resolved, loaded[i]!, ctx.bounds)
      if (!ctx.isLocked) one.decision.version = group.snapshot.monitor.version
      decided.push({ one, group, of: loaded[i]! })
      group.calls.forEach((x, j) => {
        results[x.index] = one.results[j]!
      })
    } catch (error) {
      // A monitor that cannot be decided must not take the others' beats with it.
      ctx.log.error({ err: error, monitorId: group.snapshot.monitor.monitorId }, 'a beat could not be decided')
      for (const x of group.calls) results[x.index] = { kind: 'broken' }
    }
  })
  const all = decided.map((d) => d.one)
  const { hasAlerts, version } = await save(client, all, ctx.isLocked)
  for (const { one, group, of } of decided) {
    const askedAnonymous = group.calls.some(({ resolved }) => resolved.call.fields.runKey === null)
    ctx.cache.keep(updateCache(group.snapshot, one.decision, { version, wasKept: of.wasKept, askedAnonymous }), now)
  }
  return { results, hasAlerts, attentionAt: earliestAttention(all), uses, refused }
}

function groupCalls(
  calls: readonly BeatCall[],
  { results, keys, configs }: { results: BeatResult[]; keys: ReadonlyMap<string, FoundKey>; configs: ConfigCache },
) {
  const groups = new Map<string, Group>()
  const uses = new Map<string, KeyUse>()
  const refused: RefusedKeyUse[] = []
  calls.forEach((call, index) => {
    const key = keys.get(call.key)
    const refusal = key ? accessRefusal(configs, call, key) : 'unknown_key'
    if (!key || refusal !== null) {
      results[index] = resultOf(refusal)
      if (key && isRecorded(refusal))
        refused.push({ workspaceId: key.snapshot.monitor.workspaceId, key: key.info, call, why: refusal })
      return
    }
    const { monitor } = key.snapshot
    const group = groups.get(monitor.monitorId) ?? { snapshot: key.snapshot, calls: [] }
    groups.set(monitor.monitorId, group)
    const { step: said, ...understood } = understand(call, key.info)
    const step = said === null ? null : (declaredName(configs.configOf(monitor.monitorId), said) ?? said)
    group.calls.push({ index, resolved: { monitor, ...understood, step } })
    uses.set(call.key, { workspaceId: monitor.workspaceId, key: key.info, call })
  })
  return { groups: [...groups.values()], uses: [...uses.values()], refused }
}

function isRecorded(refusal: Refusal | null): refusal is RecordedRefusal {
  return refusal === 'stranger' || refusal === 'post_only' || refusal === 'bad_signal'
}

function resultOf(refusal: Refusal | null): BeatResult {
  // From elsewhere the key is answered as if there were none.
  if (refusal === null || refusal === 'stranger') return { kind: 'unknown_key' }
  // Nobody waits for it: the path alone told.
  return refusal === 'bad_signal' ? { kind: refusal, text: '' } : { kind: refusal }
}

async function save(client: ClientBase, decided: readonly Decided[], isLocked: boolean): Promise<Saved> {
  if (decided.length === 0 && !isLocked) return { hasAlerts: false, version: null }
  const beats = decided.flatMap((d) => d.beats)
  const idempotency = decided.flatMap((d) => d.idempotency)
  const extra: CtePart[] = []
  if (beats.length > 0) extra.push(insertBeats.with(beats))
  if (idempotency.length > 0) extra.push(insertIdempotency.with(idempotency))
  const plan = planDecisions(decided.map((d) => d.decision))
  if (!isLocked && isOneStatement(plan)) return savePlan(client, plan, extra)
  const work: Promise<unknown>[] = []
  if (!isLocked) work.push(client.query('BEGIN'))
  const saved = savePlan(client, plan, extra)
  work.push(saved)
  // Sent along with the rest: after a statement that failed, COMMIT rolls back.
  work.push(client.query('COMMIT'))
  const failed = (await Promise.allSettled(work)).find((r) => r.status === 'rejected')
  if (failed) throw failed.reason
  return saved
}

function earliestAttention(decided: readonly Decided[]): number | null {
  let earliest: number | null = null
  for (const { decision } of decided) {
    const at = decision.outcome.snapshot.state.attentionAt
    if (at !== null && (earliest === null || at < earliest)) earliest = at
  }
  return earliest
}
