import { assertNever } from '../assert-never'
import { restartMs } from '../beats/anonymous-run'
import { countRunFailure } from '../beats/count'
import { applyProgress, noteAdvance, repeatProgress, restartRate } from '../beats/progress'
import { ignoreBeat } from '../beats/touch-run'
import { isWithin, REPEAT_MS } from '../beats/windows'
import { changePart, type Draft } from '../monitors/draft'
import type { Beat, Instant, Part, PartState, Run, Signal } from '../types'
import { isImplied } from './declared-steps'
import { latest } from './durations'
import { endByParts } from './end-by-parts'
import { partName } from './part-name'
import { changePartState } from './part-state'
import { keptLimits, stepsByRun } from './step-limits'

/**
 * Applies a beat about a step or shard: changes the part and, as a result, its run. The run must be
 * the draft's own copy.
 */
export function applyPartBeat(draft: Draft, run: Run, beat: Beat): void {
  const at = beat.receivedAt
  const isOpen = run.state === 'running'
  const knownParts = draft.parts.length
  if (!hasRoom(draft, run, beat)) {
    dropPart(draft, run, beat)
    return
  }
  const step = beat.step === null ? null : requirePart(draft, run, { step: beat.step, shard: '', at })
  const part = requirePart(draft, run, { step: beat.step ?? '', shard: beat.shard ?? '', at })

  const isRepeat = isRepeatOf(draft, part, beat)
  const settleKeptLimits = settleRenewedLimits(draft, run, step)
  part.lastBeatAt = latest(part.lastBeatAt, at)
  if (beat.message !== null) part.message = beat.message
  if (beat.checkpoint !== null) part.checkpoint = beat.checkpoint
  if (beat.shards !== null && step !== null) step.shardsExpected = beat.shards
  if (beat.shards !== null && step === null && isOpen) run.shardsExpected = beat.shards

  const hasDoneChanged = isRepeat ? repeatProgress(part, beat, run.attempt) : applyProgress(part, beat, run.attempt)
  const hasStateChanged = !isRepeat && changePartState(part, { state: stateAfter(beat.signal), at, run, step })
  if (hasStateChanged && part.state === 'running') restartRate(part, beat)
  const hasImplied = endEarlierSteps(draft, run, beat)
  const hasMoved = hasStateChanged || hasImplied || draft.parts.length > knownParts
  if (isOpen && (hasDoneChanged || (hasMoved && run.stalledFromAt !== null))) noteAdvance(run, beat)

  if (beat.signal === 'fail') countRunFailure(draft, run, { at, reason: 'part_failed', part: partName(part) })
  endByParts(draft, beat, { run, step })
  settleKeptLimits()
  if (run.key !== null || run.state === 'running' || part.state !== 'running') return
  // The part began again after the end of its run; more beats of it will come.
  draft.state.anonymousUntilAt = latest(draft.state.anonymousUntilAt, at + restartMs(draft.config))
}

/**
 * Whether the beat repeats a known state of the part, or was sent before the part's end and
 * received after it.
 */
function isRepeatOf({ config }: Draft, part: Part, { signal, receivedAt: at }: Beat): boolean {
  if (part.endedAt === null || isImplied(config, part)) return false
  if (signal !== 'progress' && (signal !== 'start' || part.state !== 'succeeded')) return false
  return isWithin(REPEAT_MS, { since: part.endedAt, at, schedule: config.schedule })
}

/** If steps are ordered, the steps before the one of this beat have ended. Returns whether any ended now. */
function endEarlierSteps(draft: Draft, run: Run, beat: Beat): boolean {
  const { endsOn, steps } = draft.config
  if (endsOn !== 'steps' || beat.step === null) return false
  const earlier = steps.slice(0, Math.max(0, steps.indexOf(beat.step)))
  const open = draft.parts.filter(
    (part) => part.runId === run.id && part.shard === '' && part.state === 'running' && earlier.includes(part.step),
  )
  for (const part of open) {
    changePartState(changePart(draft, part), { state: 'succeeded', at: beat.receivedAt, run, step: null })
  }
  return open.length > 0
}

function hasRoom({ bounds, parts }: Draft, run: Run, { step, shard }: Beat): boolean {
  const isKnown = (a: string, b: string) => parts.some((p) => p.runId === run.id && p.step === a && p.shard === b)
  const newStep = step !== null && !isKnown(step, '') ? 1 : 0
  const newShard = shard !== null && !isKnown(step ?? '', shard) ? 1 : 0
  return newStep + newShard === 0 || run.partCount + newStep + newShard <= bounds.parts
}

function dropPart(draft: Draft, run: Run, { signal, receivedAt: at, step, shard }: Beat): void {
  run.partsDropped += 1
  ignoreBeat(draft, run, 'tooManyParts')
  if (signal !== 'fail') return
  const part = partName({ step: step ?? '', shard: shard ?? '' })
  countRunFailure(draft, run, { at, reason: 'part_failed', part })
}

/**
 * A limit that was kept stays kept when its step runs again or ends again. Returns a function that
 * drops these limits; call it after the change.
 */
function settleRenewedLimits({ config, parts }: Draft, run: Run, step: Part | null): () => void {
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
  run.partCount += 1
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
