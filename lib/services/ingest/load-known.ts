import type { ClientBase } from 'pg'
import { type AnsweredBeat, loadIdempotency } from '@/lib/db/ingest/insert-beats'
import { type BeatNeed, type Loaded, loadForBeats, loadOldestOpenRuns } from '@/lib/db/ingest/load-for-beats'
import type { ReadState } from '@/lib/db/ingest/read-watches'
import type { ConfigCache } from '@/lib/db/watches'
import type { Group } from './commit-batch'
import type { Known, LiveCall } from './decide-beats'
import { findKept } from './keep-watch'

const OPEN_RUN_LIMIT = 100
const NOTHING: Loaded = { runs: [], parts: [] }
type Answers = Map<string, AnsweredBeat[]>

/** What must be known to decide each group: from what is kept, else from the database, in one round trip for all. */
export async function loadKnown(client: ClientBase, groups: readonly Group[], configs: ConfigCache): Promise<Known[]> {
  const needs: BeatNeed[] = []
  const idempotent: { workspaceId: string; monitorId: string; key: string }[] = []
  const crowded: ReadState[] = []
  const kept = groups.map(({ watch, calls }) => {
    const { monitor } = watch
    const { workspaceId, monitorId } = monitor
    for (const { live } of calls) {
      const key = live.call.fields.idempotencyKey
      if (key !== null) idempotent.push({ workspaceId, monitorId, key })
    }
    const isCrowded = monitor.state.openRunCount >= OPEN_RUN_LIMIT
    if (isCrowded) crowded.push(monitor)
    const own = calls.flatMap(({ live }) => needOf(live) ?? [])
    const found = isCrowded ? null : findKept(watch, own.map(toKeptNeed))
    if (!found) needs.push(...own)
    return found
  })
  const [loaded, answered, oldest, config] = await Promise.all([
    needs.length > 0 ? loadForBeats(client, needs) : null,
    idempotent.length > 0 ? loadIdempotency(client, idempotent) : null,
    crowded.length > 0 ? loadOldestOpenRuns(client, crowded) : null,
    configs.load(
      client,
      groups.map((group) => group.watch.monitor),
    ),
  ])
  const answers: Answers = answered ?? new Map()
  return groups.map(({ watch }, i) => {
    const { monitorId } = watch.monitor
    const { runs, parts } = kept[i] ?? loaded?.get(monitorId) ?? NOTHING
    const first = oldest?.get(monitorId)
    const withFirst = first && !runs.some((r) => r.id === first.id) ? [...runs, first] : runs
    return { config: config[i]!, runs: withFirst, parts, answered: answers, wasKept: kept[i] !== null }
  })
}

/** Null: the call belongs to no run that there is. */
function needOf({ call, monitor, step }: LiveCall): BeatNeed | null {
  const { runKey, shard } = call.fields
  if (runKey === null && monitor.state.openRunCount === 0) return null
  const part = step === null && shard === null ? null : { step: step ?? '', shard: shard ?? '' }
  return { workspaceId: monitor.workspaceId, monitorId: monitor.monitorId, runKey, part }
}

const toKeptNeed = ({ runKey, part }: BeatNeed) => ({ runKey, isPart: part !== null })
