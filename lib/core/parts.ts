import { assertNever } from './assert-never'
import { countRunFailure } from './count'
import { changePart, type Draft } from './draft'
import { latest } from './durations'
import { changePartState } from './part-state'
import { applyProgress, noteAdvance, restartRate } from './progress'
import { endByShards } from './shards'
import { keptLimits, stepsByRun } from './step-limits'
import type { Beat, Instant, Part, PartState, Run, Signal } from './types'

/** How alerts name a part: `step`, `step/shard`, or `/shard` for a shard of the run itself. */
export function partName({ step, shard }: Pick<Part, 'step' | 'shard'>): string {
  return shard === '' ? step : `${step}/${shard}`
}

/** Lets a beat about a step or shard change it, and what follows for its run, which is the draft's own copy. */
export function applyPartBeat(draft: Draft, run: Run, beat: Beat): void {
  const at = beat.receivedAt
  const isOpen = run.state === 'running'
  const knownParts = draft.parts.length
  const step = beat.step === null ? null : requirePart(draft, run, { step: beat.step, shard: '', at })
  const part =
    step !== null && beat.shard === null
      ? step
      : requirePart(draft, run, { step: beat.step ?? '', shard: beat.shard ?? '', at })

  const settleKeptLimits = watchKeptLimits(draft, run, step)
  part.lastBeatAt = latest(part.lastBeatAt, at)
  if (beat.message !== null) part.message = beat.message
  if (beat.checkpoint !== null) part.checkpoint = beat.checkpoint
  if (beat.shards !== null && step !== null) step.shardsExpected = beat.shards
  if (beat.shards !== null && step === null && isOpen) run.shardsExpected = beat.shards

  const hasDoneChanged = applyProgress(part, beat, run.attempt)
  const hasStateChanged = changePartState(part, { state: stateAfter(beat.signal), at, run, step })
  if (hasStateChanged && part.state === 'running') restartRate(part, beat)
  const hasMoved = hasStateChanged || draft.parts.length > knownParts
  if (isOpen && (hasDoneChanged || (hasMoved && run.stalledFromAt !== null))) noteAdvance(run, beat)

  if (beat.signal === 'fail') countRunFailure(draft, run, { at, reason: 'part_failed', part: partName(part) })
  endByShards(draft, beat, { run, step })
  settleKeptLimits()
}

/** A limit once kept stays kept, when its step runs or ends again as well: as if it had been dropped. */
function watchKeptLimits({ config, parts }: Draft, run: Run, step: Part | null): () => void {
  const limits = config.stepLimits
  if (limits.length === 0 || step === null || run.state !== 'running') return () => {}
  const kept = keptLimits(run, step, { limits, steps: stepsByRun(parts).get(run.id) ?? [] })
  const succeededAt = step.endedAt
  return () => {
    const isAsBefore = step.state === 'succeeded' && step.endedAt === succeededAt
    if (kept.length > 0 && !isAsBefore) run.brokenLimits = [...run.brokenLimits, ...kept]
  }
}

function requirePart(draft: Draft, run: Run, name: { step: string; shard: string; at: Instant }): Part {
  const { step, shard, at } = name
  const known = draft.parts.find((part) => part.step === step && part.shard === shard && part.runId === run.id)
  if (known !== undefined) return changePart(draft, known)
  const part: Part = {
    runId: run.id,
    step,
    shard,
    position: draft.state.seq,
    state: 'running',
    startedAt: at,
    endedAt: null,
    lastBeatAt: at,
    done: null,
    total: null,
    unit: null,
    rateFromAt: null,
    rateFromDone: null,
    shardsExpected: null,
    shardsSucceeded: 0,
    shardsFailed: 0,
    message: null,
    checkpoint: null,
  }
  draft.parts = [...draft.parts, part]
  return part
}

function stateAfter(signal: Signal): PartState {
  switch (signal) {
    case 'start':
    case 'progress':
    case 'log':
      return 'running'
    case 'success':
      return 'succeeded'
    case 'fail':
      return 'failed'
    default:
      return assertNever(signal)
  }
}
