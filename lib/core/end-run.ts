import { restartMs } from './anonymous-run'
import { assertNever } from './assert-never'
import { countRunFailure, countRunSuccess } from './count'
import type { Draft } from './draft'
import { expectAfterFinish } from './expectations'
import type { FailureReason, Instant, MonitorConfig, Run, RunState } from './types'
import { RESTART_MS } from './windows'

type EndState = Exclude<RunState, 'running'>
type FinishState = 'succeeded' | 'partial' | 'failed'

/** Ends a run, or changes how it ended, and counts nothing. The run must be the draft's own copy. */
export function endRun(draft: Draft, run: Run, end: { state: EndState; at: Instant }): void {
  if (run.state === 'running') {
    draft.state.openRunCount -= 1
    draft.hasEndedRun = true
  }
  if (run.key === null) draft.state.anonymousUntilAt = lateUntil(draft.config, run, end.at)
  run.partEnded = false
  run.state = end.state
  run.endedAt = end.at
  run.reason = reasonOf(end.state)
}

/** Ends a run by its own word: counts the end and moves the expectation. The run must be the draft's own copy. */
export function finishRun(draft: Draft, run: Run, end: { state: FinishState; at: Instant }): void {
  const { at } = end
  endRun(draft, run, end)
  if (run.id === draft.state.lostRunId) {
    draft.state.lostDeadlineAt = null
    draft.state.lostRunId = null
  }
  if (isFailure(draft, end.state)) countRunFailure(draft, run, { at, reason: end.state })
  else countRunSuccess(draft, run, at)
  expectAfterFinish(draft, at)
}

/** Ends a run, or decides its end again, by what its parts came to. The run must be the draft's own copy. */
export function finishByParts(draft: Draft, run: Run, end: { state: FinishState; at: Instant }): void {
  if (run.state === 'running') {
    finishRun(draft, run, end)
  } else {
    if (!run.partEnded || run.state === end.state) return
    const wasFailure = isFailure(draft, run.state)
    endRun(draft, run, end)
    if (isFailure(draft, end.state)) countRunFailure(draft, run, { at: end.at, reason: end.state })
    else if (wasFailure) countRunSuccess(draft, run, end.at)
    expectAfterFinish(draft, end.at)
  }
  run.partEnded = true
}

/** How a run ends that says of itself that it succeeded. */
export function successState(run: Run): FinishState {
  const isMissingShards = run.shardsExpected !== null && run.shardsSucceeded + run.shardsFailed < run.shardsExpected
  return run.partsFailed > 0 || isMissingShards ? 'partial' : 'succeeded'
}

/** Whether a run that ends so is counted as a failure. */
function isFailure({ config }: Draft, state: RunState): state is 'failed' | 'partial' {
  return state === 'failed' || (state === 'partial' && config.partialIsFailure)
}

/** Until when beats may belong to the anonymous run that ends: as long as it takes, or longer. */
function lateUntil(config: MonitorConfig, { lastBeatAt }: Run, endedAt: Instant): Instant {
  const { schedule } = config
  const window = schedule.type === 'interval' ? Math.min(RESTART_MS, schedule.seconds * 500) : RESTART_MS
  // Parts that were heard after a deadline, before it was judged, are as if begun again.
  return lastBeatAt > endedAt ? lastBeatAt + Math.max(window, restartMs(config)) : endedAt + window
}

function reasonOf(state: EndState): FailureReason | null {
  switch (state) {
    case 'failed':
    case 'partial':
    case 'timed_out':
    case 'lost':
      return state
    case 'succeeded':
    case 'unjudged':
      return null
    default:
      return assertNever(state)
  }
}
