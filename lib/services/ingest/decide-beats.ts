import { newId } from '@/lib/base/ids'
import { applyBeat } from '@/lib/core'
import type { Beat, Flip, MonitorConfig, MonitorSnapshot, Notice, Signal } from '@/lib/core/types'
import type { AnsweredBeat, BeatToSave, IdempotencyToSave } from '@/lib/db/ingest/insert-beats'
import type { ReadState } from '@/lib/db/ingest/read-monitors'
import type { Decision } from '@/lib/db/monitor-state'
import type { BeatCall, BeatResult } from './beat-call'
import { beatDetail, runDetail } from './beat-detail'
import { recall } from './recall'
import { type IngestBounds, RunsOfDay } from './runs-of-day'

/** A call whose key is known, and its monitor as it was read or kept. */
export interface ResolvedCall {
  call: BeatCall
  monitor: ReadState
  signal: Signal
  step: string | null
}

export interface LoadedContext {
  config: MonitorConfig
  runs: MonitorSnapshot['runs']
  parts: MonitorSnapshot['parts']
  /** Beats answered before under idempotency keys, by monitor id + key; this batch's are added. */
  answered: Map<string, AnsweredBeat[]>
  /** Whether runs and parts come from what this process keeps: then all parts of whole runs are here. */
  wasKept: boolean
}

export type { IngestBounds }

export interface Decided {
  decision: Decision
  beats: BeatToSave[]
  idempotency: IdempotencyToSave[]
  results: BeatResult[]
}

/** Applies one monitor's calls of a batch, in order of arrival. */
export function decideBeats(calls: readonly ResolvedCall[], loaded: LoadedContext, bounds: IngestBounds): Decided {
  const day = new RunsOfDay(calls[0]!.monitor, bounds.runsPerDay)
  const { workspaceId, monitorId, runCount, state } = calls[0]!.monitor
  const before: MonitorSnapshot = { config: loaded.config, state, runs: loaded.runs, parts: loaded.parts }
  const flips: Flip[] = []
  const notices: Notice[] = []
  const beats: BeatToSave[] = []
  const idempotency: IdempotencyToSave[] = []
  const results: BeatResult[] = []
  const details = new Map<string, Record<string, unknown>>()
  let snapshot = before

  for (const resolved of calls) {
    const { call } = resolved
    const key = call.fields.idempotencyKey
    const recalled = key === null ? null : recall(resolved, loaded.answered.get(monitorId + key) ?? [])
    if (recalled?.earlier) {
      const { seq, runId } = recalled.earlier
      const warnings = [...call.warnings, ...recalled.warnings]
      results.push({ kind: 'counted', seq, runId, isDuplicate: true, isCoalesced: false, warnings })
      continue
    }
    const begun = snapshot.runs.length - before.runs.length
    if (day.turnsTo(call.receivedAt, begun) && snapshot.state.runsDropped > 0)
      snapshot = { ...snapshot, state: { ...snapshot.state, runsDropped: 0 } }
    const mayBeginRun = day.hasRoom(begun)
    const outcome = applyBeat(snapshot, toBeat(resolved), { parts: bounds.partsPerRun, mayBeginRun })
    const seqBefore = snapshot.state.seq
    snapshot = call.isCoalesced
      ? { ...outcome.snapshot, state: { ...outcome.snapshot.state, seq: seqBefore } }
      : outcome.snapshot
    flips.push(...outcome.flips)
    notices.push(...outcome.notices)
    const warnings = [...call.warnings, ...(recalled?.warnings ?? []), ...outcome.warnings]
    const { runId } = outcome
    const seq = snapshot.state.seq
    if (!call.isCoalesced) beats.push(toRow({ ...resolved, call: { ...call, warnings } }, seq, runId))
    const detail = runId === null ? null : runDetail(call)
    if (runId !== null && detail) details.set(runId, { ...details.get(runId), ...detail })
    if (key !== null && recalled) {
      const answered = { ...recalled.mark, seq, runId, receivedAt: call.receivedAt }
      loaded.answered.set(monitorId + key, [...(loaded.answered.get(monitorId + key) ?? []), answered])
      idempotency.push({ workspaceId, monitorId, key, ...answered })
    }
    results.push({ kind: 'counted', runId, seq, isDuplicate: false, isCoalesced: call.isCoalesced, warnings })
  }

  const runDetails = new Map([...details].map(([id, detail]) => [id, JSON.stringify(detail)]))
  const outcome = { snapshot, flips, notices, unjudged: [], inDoubt: [], warnings: [], runId: null }
  const hasBegun = snapshot.runs.length > before.runs.length || snapshot.state.runsDropped > 0
  const runDay = hasBegun ? day.changed : null
  const decision: Decision = { workspaceId, monitorId, version: null, runCount, runDay, before, outcome, runDetails }
  return { decision, beats, idempotency, results }
}

function toBeat({ call, signal, step }: ResolvedCall): Beat {
  const { fields } = call
  return {
    signal,
    receivedAt: call.receivedAt,
    newRunId: newId('run'),
    runKey: fields.runKey,
    attempt: fields.attempt,
    step,
    shard: fields.shard,
    shards: fields.shards,
    done: fields.done,
    total: fields.total,
    add: fields.add,
    unit: fields.unit,
    message: fields.message,
    checkpoint: fields.checkpoint,
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
    detail: beatDetail(call),
  }
}
