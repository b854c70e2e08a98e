import { assertNever } from './assert-never'
import { countRunFailure, countRunSuccess } from './count'
import type { Draft } from './draft'
import { earlier } from './durations'
import { expectAfterFinish } from './expectations'
import type { FailureReason, Instant, Run, RunState } from './types'

type EndState = Exclude<RunState, 'running'>
type FinishState = 'succeeded' | 'partial' | 'failed'

/** Ends a run, or changes how it ended, and counts nothing. The run must be the draft's own copy. */
export function endRun(draft: Draft, run: Run, end: { state: EndState; at: Instant }): void {
  if (run.state === 'running') {
    draft.state.openRunCount -= 1
    draft.hasEndedRun = true
  }
  run.state = end.state
  run.endedAt = end.at
  run.reason = reasonOf(end.state)
}

/** Ends a run by its own word: counts the end and moves the expectation. The run must be the draft's own copy. */
export function finishRun(draft: Draft, run: Run, end: { state: FinishState; at: Instant }): void {
  const { state, at } = end
  endRun(draft, run, end)
  if (state === 'failed' || (state === 'partial' && draft.config.partialIsFailure)) {
    countRunFailure(draft, run, { at, reason: state })
  } else {
    countRunSuccess(draft, run, at)
  }
  expectAfterFinish(draft, at)
}

/** Gives up a run that was superseded; its deadline lives on. The run must be the draft's own copy. */
export function loseRun(draft: Draft, run: Run, at: Instant): void {
  const { state } = draft
  endRun(draft, run, { state: 'lost', at })
  if (run.failureCounted || state.status === 'paused') return
  state.lostDeadlineAt = earlier(state.lostDeadlineAt, run.deadlineAt)
}

/** How a run ends that says of itself that it succeeded. */
export function successState(run: Run): FinishState {
  const isMissingShards = run.shardsExpected !== null && run.shardsSucceeded + run.shardsFailed < run.shardsExpected
  return run.partsFailed > 0 || isMissingShards ? 'partial' : 'succeeded'
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
