import { changeRun, type Draft, openRuns } from '../monitors/draft'
import { type Episode, postponed } from '../outages/deaf'
import type { Instant, Part, Run, StepLimit } from '../types'

/** A step limit that counts for a run. The run breaks it at `at`. */
interface StepDeadline {
  at: Instant
  limitIndex: number
  baseAt: Instant
  /** The deadline before outages postponed it. */
  setFor: Instant
}

interface Limits {
  limits: readonly StepLimit[]
  steps?: readonly Part[] | undefined
  episodes?: readonly Episode[]
}

const NO_STEPS: readonly Part[] = []

/** The step limits that the open run has neither kept nor broken. `steps`: the run's own. */
export function stepDeadlines(run: Run, { limits, steps = NO_STEPS, episodes = [] }: Limits): StepDeadline[] {
  const deadlines: StepDeadline[] = []
  for (const [limitIndex, limit] of limits.entries()) {
    if (run.brokenLimits.includes(limitIndex)) continue
    const baseAt = baseOf(limit, run, steps)
    if (baseAt === null) continue
    const setFor = baseAt + limit.withinSeconds * 1000
    const at = postponed(episodes, setFor)
    const reachedAt = stepReachedAt(steps, limit.step, limit.signal)
    if (reachedAt === null || reachedAt > at) deadlines.push({ at, limitIndex, baseAt, setFor })
  }
  return deadlines
}

/** The limits on the success of the step that the open run has kept. `steps`: the run's own. */
export function keptLimits(
  run: Run,
  step: Part,
  { limits, steps }: { limits: readonly StepLimit[]; steps: readonly Part[] },
): number[] {
  const { endedAt, state } = step
  if (state !== 'succeeded' || endedAt === null) return []
  return [...limits.keys()].filter((index) => {
    const limit = limits[index]
    if (limit?.step !== step.step || limit.signal !== 'success' || run.brokenLimits.includes(index)) return false
    const baseAt = baseOf(limit, run, steps)
    return baseAt !== null && endedAt <= baseAt + limit.withinSeconds * 1000
  })
}

/**
 * Drops the step limits of open runs whose deadline matches. They are marked as broken, but no
 * failure is counted.
 */
export function dropStepLimits(draft: Draft, isDropped: (deadline: Instant) => boolean): void {
  const { stepLimits } = draft.config
  if (stepLimits.length === 0) return
  const steps = stepsByRun(draft.parts)
  for (const run of openRuns(draft)) {
    const dropped = stepDeadlines(run, { limits: stepLimits, steps: steps.get(run.id) }).filter(({ at }) =>
      isDropped(at),
    )
    if (dropped.length === 0) continue
    changeRun(draft, run).brokenLimits = [...run.brokenLimits, ...dropped.map(({ limitIndex }) => limitIndex)]
  }
}

/** The steps among the parts, without shards, by the id of their run. */
export function stepsByRun(parts: readonly Part[]): Map<string, Part[]> {
  const byRun = new Map<string, Part[]>()
  for (const part of parts) {
    if (part.shard !== '') continue
    const steps = byRun.get(part.runId)
    if (steps === undefined) byRun.set(part.runId, [part])
    else steps.push(part)
  }
  return byRun
}

function baseOf({ ofStep, ofSignal }: StepLimit, run: Run, steps: readonly Part[]): Instant | null {
  return ofStep === null ? runReachedAt(run, ofSignal) : stepReachedAt(steps, ofStep, ofSignal)
}

/** Null for the success: an open run has not succeeded. */
function runReachedAt(run: Run, signal: 'start' | 'success'): Instant | null {
  return signal === 'start' ? run.startedAt : null
}

function stepReachedAt(steps: readonly Part[], name: string, signal: 'start' | 'success'): Instant | null {
  const step = steps.find((candidate) => candidate.step === name)
  if (step === undefined) return null
  if (signal === 'start') return step.startedAt
  return step.state === 'succeeded' ? step.endedAt : null
}
