import { newId } from '@/lib/base/ids'
import { applyBeat } from '@/lib/core'
import type { Beat, Flip, MonitorConfig, Notice, Signal, Watch } from '@/lib/core/types'
import type { BeatToSave, IdempotencyToSave } from '@/lib/db/ingest/insert-beats'
import type { ReadState } from '@/lib/db/ingest/read-watches'
import type { Decision } from '@/lib/db/watches'
import type { BeatCall, BeatResult } from './beat-call'
import { beatDetail, runDetail } from './beat-detail'

/** A call whose key is known, and its monitor as it was read or kept. */
export interface LiveCall {
  call: BeatCall
  monitor: ReadState
  signal: Signal
  step: string | null
}

export interface Known {
  config: MonitorConfig
  runs: Watch['runs']
  parts: Watch['parts']
  /** Answers given before to idempotency keys, by monitor id + key; this batch's are added. */
  answered: Map<string, { seq: number; runId: string | null }>
  /** Whether runs and parts come from what this process keeps: then all parts of whole runs are here. */
  wasKept: boolean
}

export interface Decided {
  decision: Decision
  beats: BeatToSave[]
  idempotency: IdempotencyToSave[]
  results: BeatResult[]
}

/** Applies one monitor's calls of a batch, in order of arrival. */
export function decideBeats(calls: readonly LiveCall[], known: Known): Decided {
  const { workspaceId, monitorId, runCount, state } = calls[0]!.monitor
  const before: Watch = { config: known.config, state, runs: known.runs, parts: known.parts }
  const flips: Flip[] = []
  const notices: Notice[] = []
  const beats: BeatToSave[] = []
  const idempotency: IdempotencyToSave[] = []
  const results: BeatResult[] = []
  const details = new Map<string, Record<string, unknown>>()
  let watch = before

  for (const live of calls) {
    const { call } = live
    const key = call.fields.idempotencyKey
    const earlier = key === null ? undefined : known.answered.get(monitorId + key)
    if (earlier) {
      results.push({ kind: 'counted', ...earlier, isDuplicate: true, isCoalesced: false, warnings: call.warnings })
      continue
    }
    const outcome = applyBeat(watch, toBeat(live))
    const seqBefore = watch.state.seq
    watch = call.isCoalesced ? { ...outcome.watch, state: { ...outcome.watch.state, seq: seqBefore } } : outcome.watch
    flips.push(...outcome.flips)
    notices.push(...outcome.notices)
    const warnings = [...call.warnings, ...outcome.warnings]
    const { runId } = outcome
    const seq = watch.state.seq
    if (!call.isCoalesced) beats.push(toRow({ ...live, call: { ...call, warnings } }, seq, runId))
    const told = runId === null ? null : runDetail(call)
    if (runId !== null && told) details.set(runId, { ...details.get(runId), ...told })
    if (key !== null) {
      known.answered.set(monitorId + key, { seq, runId })
      idempotency.push({ workspaceId, monitorId, key, seq, runId, receivedAt: call.receivedAt })
    }
    results.push({ kind: 'counted', runId, seq, isDuplicate: false, isCoalesced: call.isCoalesced, warnings })
  }

  const runDetails = new Map([...details].map(([id, detail]) => [id, JSON.stringify(detail)]))
  const outcome = { watch, flips, notices, unjudged: [], inDoubt: [], warnings: [], runId: null }
  const decision: Decision = { workspaceId, monitorId, version: null, runCount, before, outcome, runDetails }
  return { decision, beats, idempotency, results }
}

function toBeat({ call, signal, step }: LiveCall): Beat {
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

function toRow({ call, monitor, signal, step }: LiveCall, seq: number, runId: string | null): BeatToSave {
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
