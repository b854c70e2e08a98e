import type { ClientBase } from 'pg'
import type { Log } from '@/lib/base/log'
import { insertBeats, insertIdempotency, loadIdempotency } from '@/lib/db/ingest/insert-beats'
import { type BeatNeed, type Loaded, loadForBeats, loadOldestOpenRuns } from '@/lib/db/ingest/load-for-beats'
import { type LockedKey, lockWatches } from '@/lib/db/ingest/lock-watches'
import { type ConfigCache, saveDecisions } from '@/lib/db/watches'
import type { BeatCall, BeatResult } from './beat-call'
import { type Decided, decideBeats, type Known, type LiveCall } from './decide-beats'

const OPEN_RUN_LIMIT = 100
const NOTHING: Loaded = { runs: [], parts: [] }

export interface Committed {
  /** In the order of the calls. */
  results: BeatResult[]
  /** Whether the sender has something to send. */
  hasAlerts: boolean
  /** The earliest instant of attention among the monitors touched. Null: none. */
  attentionAt: number | null
}

/**
 * Commits calls of many clients in one transaction: lock the monitors in id order, load what the calls need, let the core decide, write one
 * statement a table. The client must be pipelined: what needs no answer in between travels together, two or three round trips in all.
 * @throws what the database throws; the transaction is then rolled back and nothing is committed.
 */
export async function commitBatch(
  client: ClientBase,
  calls: readonly BeatCall[],
  { configs, log }: { configs: ConfigCache; log: Log },
): Promise<Committed> {
  const keyIndex = new Map<string, number>()
  const hashes: Buffer[] = []
  const keyOf = calls.map(({ keyHash }) => {
    const name = keyHash.toString('latin1')
    const index = keyIndex.get(name) ?? hashes.push(keyHash) - 1
    keyIndex.set(name, index)
    return index
  })
  const [, keys] = await Promise.all([client.query('BEGIN'), lockWatches(client, hashes)])

  const results = new Array<BeatResult>(calls.length)
  const byMonitor = new Map<string, { index: number; live: LiveCall }[]>()
  calls.forEach((call, index) => {
    const locked = keys[keyOf[index]!] ?? null
    if (!locked) results[index] = { kind: 'unknown_key' }
    else if (locked.isDeleted) results[index] = { kind: 'deleted' }
    else {
      const live = toLive(call, locked)
      const list = byMonitor.get(locked.monitorId)
      if (list) list.push({ index, live })
      else byMonitor.set(locked.monitorId, [{ index, live }])
    }
  })
  const groups = [...byMonitor.values()]
  const known = await loadKnown(
    client,
    groups.map((g) => g.map((x) => x.live)),
    configs,
  )

  const decided: Decided[] = []
  groups.forEach((group, i) => {
    try {
      const one = decideBeats(
        group.map((x) => x.live),
        known[i]!,
      )
      decided.push(one)
      group.forEach((x, j) => {
        results[x.index] = one.results[j]!
      })
    } catch (error) {
      // A monitor that cannot be decided must not take the others' beats with it.
      log.error({ err: error, monitorId: group[0]!.live.locked.monitorId }, 'a beat could not be decided')
      for (const x of group) results[x.index] = { kind: 'broken' }
    }
  })
  const hasAlerts = await save(client, decided)
  return { results, hasAlerts, attentionAt: earliestAttention(decided) }
}

function toLive(call: BeatCall, locked: LockedKey): LiveCall {
  return {
    call,
    locked,
    signal: call.fields.signal ?? locked.signal ?? 'success',
    step: call.fields.step ?? locked.step,
  }
}

async function loadKnown(client: ClientBase, groups: readonly LiveCall[][], configs: ConfigCache): Promise<Known[]> {
  const needs: BeatNeed[] = []
  const idempotent: { workspaceId: string; monitorId: string; key: string }[] = []
  const crowded: LockedKey[] = []
  for (const group of groups) {
    const { locked } = group[0]!
    if (locked.state.openRunCount >= OPEN_RUN_LIMIT) crowded.push(locked)
    for (const { call, step } of group) {
      const { runKey, shard, idempotencyKey } = call.fields
      if (runKey !== null || locked.state.openRunCount > 0) {
        const part = step === null && shard === null ? null : { step: step ?? '', shard: shard ?? '' }
        needs.push({ workspaceId: locked.workspaceId, monitorId: locked.monitorId, runKey, part })
      }
      if (idempotencyKey !== null) {
        idempotent.push({ workspaceId: locked.workspaceId, monitorId: locked.monitorId, key: idempotencyKey })
      }
    }
  }
  const [loaded, answered, oldest, config] = await Promise.all([
    needs.length > 0 ? loadForBeats(client, needs) : null,
    idempotent.length > 0 ? loadIdempotency(client, idempotent) : null,
    crowded.length > 0 ? loadOldestOpenRuns(client, crowded) : null,
    configs.load(
      client,
      groups.map((g) => g[0]!.locked),
    ),
  ])
  const answers = answered ?? new Map<string, { seq: number; runId: string | null }>()
  return groups.map((group, i) => {
    const { monitorId } = group[0]!.locked
    const { runs, parts } = loaded?.get(monitorId) ?? NOTHING
    const first = oldest?.get(monitorId)
    const withFirst = first && !runs.some((r) => r.id === first.id) ? [...runs, first] : runs
    return { config: config[i]!, runs: withFirst, parts, answered: answers }
  })
}

async function save(client: ClientBase, decided: readonly Decided[]): Promise<boolean> {
  const beats = decided.flatMap((d) => d.beats)
  const idempotency = decided.flatMap((d) => d.idempotency)
  const saved = saveDecisions(
    client,
    decided.map((d) => d.decision),
  )
  const work: Promise<unknown>[] = [saved]
  if (beats.length > 0) work.push(insertBeats.run(client, beats))
  if (idempotency.length > 0) work.push(insertIdempotency.run(client, idempotency))
  // Sent along with the rest: after a statement that failed, COMMIT rolls back.
  work.push(client.query('COMMIT'))
  const failed = (await Promise.allSettled(work)).find((r) => r.status === 'rejected')
  if (failed) throw failed.reason
  return saved
}

function earliestAttention(decided: readonly Decided[]): number | null {
  let earliest: number | null = null
  for (const { decision } of decided) {
    const at = decision.outcome.watch.state.attentionAt
    if (at !== null && (earliest === null || at < earliest)) earliest = at
  }
  return earliest
}
