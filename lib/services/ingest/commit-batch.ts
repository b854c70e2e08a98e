import type { ClientBase } from 'pg'
import type { Log } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { saveBatch } from '@/lib/db/ingest/save-batch'
import type { BeatCall, BeatResult } from './beat-call'
import { updateCached } from './cached-monitor'
import type { Refusal } from './check-access'
import { type Decided, decideBeats } from './decide-beats'
import { type KeyUse, type LoadedMonitor, loadBatch, type RefusedKeyUse } from './load-batch'
import type { MonitorCache } from './monitor-cache'
import type { IngestBounds } from './runs-of-day'

export interface Committed {
  /** In the order of the calls. */
  results: BeatResult[]
  /** Whether the sender has something to send. */
  hasAlerts: boolean
  /** The earliest `attentionAt` of the monitors of the batch. Null: none has one. */
  attentionAt: number | null
  /** The keys of the calls that counted, each with its last call. */
  uses: KeyUse[]
  /** Refused calls with keys that exist. */
  refused: RefusedKeyUse[]
}

export interface BatchContext {
  bounds: IngestBounds
  cache: MonitorCache
  log: Log
  /**
   * Whether the monitors are locked before anything is read. Otherwise the batch is decided from the cache or from what is read without locks, and
   * written only where the versions are still the same. Most such batches take one round trip.
   */
  isLocked: boolean
}

type Work = Decided & { monitor: LoadedMonitor }

/**
 * Commits calls of many clients in one transaction: load, decide, save with one statement a table. The client must be pipelined: statements that
 * do not depend on each other are sent together.
 * @throws what the database throws, or an error that `isVersionConflict` accepts when a cached row was old. Then nothing is committed.
 */
export async function commitBatch(
  client: ClientBase,
  calls: readonly BeatCall[],
  { bounds, cache, log, isLocked }: BatchContext,
): Promise<Committed> {
  const now = performance.now()
  const { generation } = cache
  const { monitors, refusals, uses, refused } = await loadBatch(client, calls, { cache, isLocked, now })
  const results = new Array<BeatResult>(calls.length)
  for (const [index, refusal] of refusals) results[index] = resultOf(refusal)
  const work: Work[] = []
  for (const monitor of monitors) {
    const decided = decide(monitor, { bounds, log })
    if (decided) work.push({ ...decided, monitor })
    monitor.calls.forEach(({ index }, i) => {
      results[index] = decided?.results[i] ?? { kind: 'broken' }
    })
  }
  const { hasAlerts } = await saveBatch(client, work, { isLocked })
  for (const { decision, monitor } of work) {
    const askedAnonymous = monitor.calls.some(({ resolved }) => resolved.call.fields.runKey === null)
    cache.keep(
      updateCached(monitor.cached, decision, { wasCached: monitor.wasCached, askedAnonymous }),
      now,
      generation,
    )
  }
  return { results, hasAlerts, attentionAt: earliestAttention(work), uses, refused }
}

/** Null: the monitor cannot be decided. The beats of the other monitors still count. */
function decide(monitor: LoadedMonitor, { bounds, log }: Pick<BatchContext, 'bounds' | 'log'>): Decided | null {
  const { monitorId, version } = monitor.cached.row
  try {
    const decided = decideBeats(monitor, bounds)
    // Also under a lock: `updateCached` counts on a write, which raises the version by one.
    decided.decision.version = version
    return decided
  } catch (error) {
    log.error({ err: error, monitorId: toPublicId('mon', monitorId) }, 'a beat could not be decided')
    return null
  }
}

function resultOf(refusal: Refusal): BeatResult {
  // A call from an address that is not allowed is answered as if its key did not exist.
  if (refusal === 'stranger') return { kind: 'unknown_key' }
  // The caller was answered before, because of the path. So this text is not sent.
  return refusal === 'bad_signal' ? { kind: refusal, text: '' } : { kind: refusal }
}

function earliestAttention(work: readonly Work[]): number | null {
  const instants = work.flatMap(({ decision }) => decision.outcome.snapshot.state.attentionAt ?? [])
  return instants.length === 0 ? null : Math.min(...instants)
}
