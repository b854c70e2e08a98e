import { newId } from '@/lib/base/ids'
import { alertsOf, applyBeat } from '@/lib/core'
import type { Beat, MonitorSnapshot, Outcome } from '@/lib/core/types'
import type { BeatToSave, IdempotencyToSave } from '@/lib/db/ingest/insert-beats'
import type { Decision } from '@/lib/db/monitor-state'
import type { BeatResult } from './beat-call'
import { beatDetail, runDetail } from './beat-detail'
import type { LoadedMonitor } from './load-batch'
import { recall } from './recall'
import { type IngestBounds, RunsOfDay } from './runs-of-day'
import type { ResolvedCall } from './understand'

export interface Decided {
  decision: Decision
  beats: BeatToSave[]
  idempotency: IdempotencyToSave[]
  /** In the order of the calls. */
  results: BeatResult[]
}

/** Applies the calls of one monitor, in order of arrival. */
export function decideBeats(monitor: LoadedMonitor, bounds: IngestBounds): Decided {
  const work = new MonitorDecision(monitor, bounds)
  const results = monitor.calls.map(({ resolved }) => work.apply(resolved))
  return { decision: work.decision(), beats: work.beats, idempotency: work.idempotency, results }
}

class MonitorDecision {
  readonly beats: BeatToSave[] = []
  readonly idempotency: IdempotencyToSave[] = []
  readonly #loaded: LoadedMonitor
  readonly #partsPerRun: number
  readonly #day: RunsOfDay
  readonly #before: MonitorSnapshot
  readonly #outcomes: Outcome[] = []
  readonly #details = new Map<string, Record<string, unknown>>()
  #snapshot: MonitorSnapshot

  constructor(loaded: LoadedMonitor, { partsPerRun, runsPerDay }: IngestBounds) {
    const { config, runs, parts, cached } = loaded
    this.#loaded = loaded
    this.#partsPerRun = partsPerRun
    this.#day = new RunsOfDay(cached.row, runsPerDay)
    this.#before = this.#snapshot = { config, state: cached.row.state, runs, parts }
  }

  apply(resolved: ResolvedCall): BeatResult {
    const { call } = resolved
    const { idempotencyKey } = call.fields
    const recalled = idempotencyKey === null ? null : recall(resolved, this.#answeredUnder(idempotencyKey))
    if (recalled?.earlier) {
      const { seq, runId } = recalled.earlier
      const warnings = [...call.warnings, ...recalled.warnings]
      return { kind: 'counted', seq, runId, isDuplicate: true, isCoalesced: false, warnings }
    }
    const { runId, warnings: ofCore } = this.#applyBeat(resolved)
    const { seq } = this.#snapshot.state
    const warnings = [...call.warnings, ...(recalled?.warnings ?? []), ...ofCore]
    if (!call.isCoalesced) this.beats.push(toRow({ ...resolved, call: { ...call, warnings } }, seq, runId))
    const detail = runId === null ? null : runDetail(call)
    if (runId !== null && detail) this.#details.set(runId, { ...this.#details.get(runId), ...detail })
    if (idempotencyKey !== null && recalled)
      this.#remember(idempotencyKey, { ...recalled.mark, seq, runId, receivedAt: call.receivedAt })
    return { kind: 'counted', runId, seq, isDuplicate: false, isCoalesced: call.isCoalesced, warnings }
  }

  decision(): Decision {
    const { workspaceId, monitorId, runCount } = this.#loaded.cached.row
    const snapshot = this.#snapshot
    const runDetails = new Map([...this.#details].map(([id, detail]) => [id, JSON.stringify(detail)]))
    const flips = this.#outcomes.flatMap((one) => one.flips)
    const notices = this.#outcomes.flatMap((one) => one.notices)
    const outcome: Outcome = {
      snapshot,
      flips,
      notices,
      alerts: alertsOf(flips, notices),
      incidents: this.#outcomes.flatMap(({ incidents }) => incidents),
      unjudged: [],
      inDoubt: [],
      warnings: [],
      runId: null,
    }
    const hasBegun = this.#begun() > 0 || snapshot.state.runsDropped > 0
    const runDay = hasBegun ? this.#day.changed : null
    return { workspaceId, monitorId, version: null, runCount, runDay, before: this.#before, outcome, runDetails }
  }

  #applyBeat(resolved: ResolvedCall): { runId: string | null; warnings: readonly string[] } {
    const { receivedAt, isCoalesced } = resolved.call
    const isNewDay = this.#day.turnsTo(receivedAt, this.#begun())
    if (isNewDay && this.#snapshot.state.runsDropped > 0)
      this.#snapshot = { ...this.#snapshot, state: { ...this.#snapshot.state, runsDropped: 0 } }
    const bounds = { parts: this.#partsPerRun, mayBeginRun: this.#day.hasRoom(this.#begun()) }
    const outcome = applyBeat(this.#snapshot, toBeat(resolved), bounds)
    const { seq } = this.#snapshot.state
    // A coalesced beat has no row, so it takes no number.
    this.#snapshot = isCoalesced ? { ...outcome.snapshot, state: { ...outcome.snapshot.state, seq } } : outcome.snapshot
    this.#outcomes.push(outcome)
    return outcome
  }

  /** How many runs these calls opened. */
  #begun(): number {
    return this.#snapshot.runs.length - this.#before.runs.length
  }

  #answeredUnder(idempotencyKey: string) {
    return this.#loaded.answered.get(this.#loaded.cached.row.monitorId + idempotencyKey) ?? []
  }

  #remember(key: string, beat: Omit<IdempotencyToSave, 'workspaceId' | 'monitorId' | 'key'>): void {
    const { workspaceId, monitorId } = this.#loaded.cached.row
    this.#loaded.answered.set(monitorId + key, [...this.#answeredUnder(key), beat])
    this.idempotency.push({ workspaceId, monitorId, key, ...beat })
  }
}

function toBeat({ call, signal, step }: ResolvedCall): Beat {
  const { runKey, attempt, shard, shards, done, total, add, unit, message, checkpoint } = call.fields
  return {
    signal,
    receivedAt: call.receivedAt,
    newRunId: newId(),
    runKey,
    attempt,
    step,
    shard,
    shards,
    done,
    total,
    add,
    unit,
    message,
    checkpoint,
  }
}

function toRow({ call, monitor, signal, step }: ResolvedCall, seq: number, runId: string | null): BeatToSave {
  const { workspaceId, monitorId } = monitor
  const { shard, message, output } = call.fields
  return {
    workspaceId,
    monitorId,
    seq,
    receivedAt: call.receivedAt,
    signal,
    runId,
    step,
    shard,
    message,
    output,
    ip: call.ip,
    detail: beatDetail(call),
  }
}
