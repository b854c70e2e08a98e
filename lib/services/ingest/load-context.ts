import type { ClientBase } from 'pg'
import { type AnsweredBeat, loadIdempotency, type WantedAnswer } from '@/lib/db/ingest/insert-beats'
import { type BeatNeed, type Loaded, loadForBeats, loadOldestOpenRuns } from '@/lib/db/ingest/load-for-beats'
import type { ReadState } from '@/lib/db/ingest/read-monitors'
import { type ConfigCache, loadParts } from '@/lib/db/monitor-state'
import type { Group } from './commit-batch'
import type { LoadedContext, ResolvedCall } from './decide-beats'
import { beatMark } from './recall'
import { findCached } from './update-cache'

const OPEN_RUN_LIMIT = 100
const NOTHING: Loaded = { runs: [], parts: [] }
type Answers = Map<string, AnsweredBeat[]>

/** What must be known to decide each group: from what is kept, else from the database, in one round trip for all. */
export async function loadContext(
  client: ClientBase,
  groups: readonly Group[],
  configs: ConfigCache,
): Promise<LoadedContext[]> {
  const needs: BeatNeed[] = []
  const idempotent: WantedAnswer[] = []
  const atRunLimit: ReadState[] = []
  const kept = groups.map(({ snapshot, calls }) => {
    const { monitor } = snapshot
    const { workspaceId, monitorId } = monitor
    for (const { resolved } of calls) {
      const key = resolved.call.fields.idempotencyKey
      if (key !== null) idempotent.push({ workspaceId, monitorId, key, beat: beatMark(resolved) })
    }
    const isAtRunLimit = monitor.state.openRunCount >= OPEN_RUN_LIMIT
    if (isAtRunLimit) atRunLimit.push(monitor)
    const hasStepLimits = configs.configOf(monitorId).stepLimits.length > 0
    const own = calls.flatMap(({ resolved }) => needOf(resolved, hasStepLimits) ?? [])
    const found = isAtRunLimit ? null : findCached(snapshot, own.map(toKeptNeed))
    if (!found) needs.push(...own)
    return found
  })
  const [loaded, answered, oldest, config] = await Promise.all([
    needs.length > 0 ? loadForBeats(client, needs) : null,
    idempotent.length > 0 ? loadIdempotency(client, idempotent) : null,
    atRunLimit.length > 0 ? loadOldestOpenRuns(client, atRunLimit) : null,
    configs.load(
      client,
      groups.map((group) => group.snapshot.monitor),
    ),
  ])
  const first = atRunLimit.flatMap(({ workspaceId, monitorId }) => {
    const run = oldest?.get(monitorId)
    return run && configs.configOf(monitorId).stepLimits.length > 0 ? [{ workspaceId, runId: run.id }] : []
  })
  const steps = first.length > 0 ? await loadParts(client, first) : null
  const answers: Answers = answered ?? new Map()
  return groups.map(({ snapshot }, i) => {
    const { monitorId } = snapshot.monitor
    const { runs, parts } = kept[i] ?? loaded?.get(monitorId) ?? NOTHING
    const first = oldest?.get(monitorId)
    const common = { config: config[i]!, answered: answers, wasKept: kept[i] !== null }
    if (!first || runs.some((r) => r.id === first.id)) return { ...common, runs, parts }
    return { ...common, runs: [first, ...runs], parts: [...parts, ...(steps?.get(first.id) ?? [])] }
  })
}

/** Null: the call belongs to no run that there is. */
function needOf({ call, monitor, signal, step }: ResolvedCall, hasStepLimits: boolean): BeatNeed | null {
  const { runKey, shard, attempt } = call.fields
  const { openRunCount, anonymousUntilAt } = monitor.state
  const isPart = step !== null || shard !== null
  const isLate = anonymousUntilAt !== null && call.receivedAt <= anonymousUntilAt && (isPart || signal !== 'start')
  if (runKey === null && openRunCount === 0 && !isLate) return null
  // A run that is given up leaves the deadlines of its steps.
  const mayGiveUp = hasStepLimits && (signal === 'start' || attempt !== null)
  const part = isPart || mayGiveUp ? { step: step ?? '', shard: shard ?? '' } : null
  return { workspaceId: monitor.workspaceId, monitorId: monitor.monitorId, runKey, isLate, part }
}

const toKeptNeed = ({ runKey, isLate, part }: BeatNeed) => ({ runKey, isLate, isPart: part !== null })
