import type { ClientBase } from 'pg'
import { declaredName, MAX_OPEN_RUNS } from '@/lib/core'
import type { MonitorConfig, Part, Run } from '@/lib/core/types'
import { type AnsweredBeat, loadIdempotency, type WantedAnswer } from '@/lib/db/ingest/insert-beats'
import { type BeatNeed, type Loaded, loadForBeats, loadOldestOpenRuns } from '@/lib/db/ingest/load-for-beats'
import type { HeartbeatKeyInfo } from '@/lib/db/ingest/read-monitors'
import { loadParts } from '@/lib/db/monitor-state'
import type { BeatCall } from './beat-call'
import { type CachedMonitor, type CachedNeed, findCached } from './cached-monitor'
import type { RecordedRefusal, Refusal } from './check-access'
import { accessRefusal, type MonitorCache, type ResolvedKey } from './monitor-cache'
import { beatMark } from './recall'
import { type ResolvedCall, understand } from './understand'

/** A call with a key that exists. */
export interface KeyUse {
  workspaceId: string
  key: HeartbeatKeyInfo
  call: BeatCall
}

export interface RefusedKeyUse extends KeyUse {
  why: RecordedRefusal
}

/** The calls of one monitor, with what is needed to decide them. */
export interface LoadedMonitor {
  cached: CachedMonitor
  calls: { index: number; resolved: ResolvedCall }[]
  config: MonitorConfig
  runs: readonly Run[]
  parts: readonly Part[]
  /** Beats that were answered before, by monitor id + idempotency key. The monitors of a batch share it, and decisions add to it. */
  answered: Map<string, AnsweredBeat[]>
  /** Whether runs and parts come from the cache: then all parts of whole runs are here. */
  wasCached: boolean
}

export interface LoadedBatch {
  monitors: LoadedMonitor[]
  /** Calls that do not count, by their place in the batch. */
  refusals: Map<number, Refusal>
  /** The keys of the calls that count, each with its last call. */
  uses: KeyUse[]
  /** Calls that do not count, and of which the owner of the key is informed. */
  refused: RefusedKeyUse[]
}

type Group = Pick<LoadedMonitor, 'cached' | 'calls' | 'config'>
type Source = { cache: MonitorCache; isLocked: boolean; now: number }

const NOTHING: Loaded = { runs: [], parts: [] }

/**
 * Loads everything that the decision of a batch needs: which calls may count, and for each monitor its configuration, state, runs, parts and
 * earlier answers. Most of it is cached. The rest is read in two round trips: keys with their monitors, then runs, parts and answers.
 */
export async function loadBatch(client: ClientBase, calls: readonly BeatCall[], source: Source): Promise<LoadedBatch> {
  const keys = await source.cache.resolve(client, calls, source)
  const { groups, ...others } = groupCalls(calls, keys)
  return { ...others, monitors: await loadMonitors(client, groups) }
}

function groupCalls(calls: readonly BeatCall[], keys: ReadonlyMap<string, ResolvedKey>) {
  const groups = new Map<string, Group>()
  const uses = new Map<string, KeyUse>()
  const refusals = new Map<number, Refusal>()
  const refused: RefusedKeyUse[] = []
  calls.forEach((call, index) => {
    const key = keys.get(call.key)
    const refusal = key ? accessRefusal(call, key) : 'unknown_key'
    if (refusal !== null) refusals.set(index, refusal)
    if (!key) return
    const { row } = key.monitor
    const use = { workspaceId: row.workspaceId, key: key.info, call }
    if (refusal !== null) {
      if (isRecorded(refusal)) refused.push({ ...use, why: refusal })
      return
    }
    const group = groups.get(row.monitorId) ?? { cached: key.monitor, calls: [], config: key.config }
    groups.set(row.monitorId, group)
    group.calls.push({ index, resolved: resolveCall(call, key) })
    uses.set(call.key, use)
  })
  return { groups: [...groups.values()], uses: [...uses.values()], refusals, refused }
}

function resolveCall(call: BeatCall, { info, monitor, config }: ResolvedKey): ResolvedCall {
  const { step, ...understood } = understand(call, info)
  return { monitor: monitor.row, ...understood, step: step === null ? null : (declaredName(config, step) ?? step) }
}

function isRecorded(refusal: Refusal): refusal is RecordedRefusal {
  return refusal === 'stranger' || refusal === 'post_only' || refusal === 'bad_signal'
}

/** Completes each group from the cache, or from the database in one round trip for all of them. */
async function loadMonitors(client: ClientBase, groups: readonly Group[]): Promise<LoadedMonitor[]> {
  const needs: BeatNeed[] = []
  const atRunLimit: Group[] = []
  const found = groups.map((group) => {
    const { cached, calls, config } = group
    const isAtRunLimit = cached.row.state.openRunCount >= MAX_OPEN_RUNS
    if (isAtRunLimit) atRunLimit.push(group)
    const hasStepLimits = config.stepLimits.length > 0
    const own = calls.flatMap(({ resolved }) => needOf(resolved, hasStepLimits) ?? [])
    const inCache = isAtRunLimit ? null : findCached(cached, own.map(toCachedNeed))
    if (!inCache) needs.push(...own)
    return inCache
  })
  const wanted = groups.flatMap(wantedAnswers)
  const [loaded, answered, oldest] = await Promise.all([
    needs.length > 0 ? loadForBeats(client, needs) : null,
    wanted.length > 0 ? loadIdempotency(client, wanted) : new Map<string, AnsweredBeat[]>(),
    atRunLimit.length > 0 ? loadOldestRuns(client, atRunLimit) : null,
  ])
  return groups.map((group, i) => {
    const { monitorId } = group.cached.row
    const { runs, parts } = found[i] ?? loaded?.get(monitorId) ?? NOTHING
    const common = { ...group, answered, wasCached: found[i] !== null }
    const first = oldest?.get(monitorId)
    if (!first || runs.some((run) => run.id === first.run.id)) return { ...common, runs, parts }
    return { ...common, runs: [first.run, ...runs], parts: [...parts, ...first.parts] }
  })
}

function wantedAnswers({ cached: { row }, calls }: Group): WantedAnswer[] {
  const { workspaceId, monitorId } = row
  return calls.flatMap(({ resolved }) => {
    const key = resolved.call.fields.idempotencyKey
    return key === null ? [] : { workspaceId, monitorId, key, beat: beatMark(resolved) }
  })
}

/** For each monitor at its limit of open runs: the run that is given up next, with its parts if steps have limits. */
async function loadOldestRuns(client: ClientBase, groups: readonly Group[]) {
  const runs = await loadOldestOpenRuns(
    client,
    groups.map(({ cached }) => cached.row),
  )
  const withLimits = groups.flatMap(({ cached: { row }, config }) => {
    const { workspaceId, monitorId } = row
    const run = runs.get(monitorId)
    return run && config.stepLimits.length > 0 ? { workspaceId, runId: run.id } : []
  })
  const parts = withLimits.length > 0 ? await loadParts(client, withLimits) : null
  return new Map([...runs].map(([monitorId, run]) => [monitorId, { run, parts: parts?.get(run.id) ?? [] }]))
}

/** Null: the call can belong to no run that is stored. */
function needOf({ call, monitor, signal, step }: ResolvedCall, hasStepLimits: boolean): BeatNeed | null {
  const { runKey, shard, attempt } = call.fields
  const { openRunCount, anonymousUntilAt } = monitor.state
  const isPart = step !== null || shard !== null
  const isLate = anonymousUntilAt !== null && call.receivedAt <= anonymousUntilAt && (isPart || signal !== 'start')
  if (runKey === null && openRunCount === 0 && !isLate) return null
  // When a run is given up, the deadlines of its steps still count.
  const mayGiveUp = hasStepLimits && (signal === 'start' || attempt !== null)
  const part = isPart || mayGiveUp ? { step: step ?? '', shard: shard ?? '' } : null
  return { workspaceId: monitor.workspaceId, monitorId: monitor.monitorId, runKey, isLate, part }
}

const toCachedNeed = ({ runKey, isLate, part }: BeatNeed): CachedNeed => ({ runKey, isLate, isPart: part !== null })
