import { assertNever } from '../assert-never'
import { restartMs } from '../beats/anonymous-run'
import { countRunFailure, countRunSuccess } from '../beats/count'
import { RESTART_MS } from '../beats/windows'
import type { Draft } from '../monitors/draft'
import { expectAfterFinish } from '../schedule/expectations'
import type { FailureReason, Instant, MonitorConfig, Run, RunState } from '../types'

type EndState = Exclude<RunState, 'running'>
type FinishState = 'succeeded' | 'partial' | 'failed'

/** Ends a run, or changes its end state, and counts nothing. The run must be the draft's own copy. */
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

/**
 * Ends a run by its own finish: counts the end and sets the next expected finish. The run must be
 * the draft's own copy.
 */
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

/**
 * Ends a run, or decides its end again, by the end states of its parts. The run must be the draft's
 * own copy.
 */
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

/** The end state of a run that reports success. */
export function successState(run: Run): FinishState {
  const isMissingShards = run.shardsExpected !== null && run.shardsSucceeded + run.shardsFailed < run.shardsExpected
  return run.partsFailed > 0 || isMissingShards ? 'partial' : 'succeeded'
}

/** Whether a run with this end state counts as a failure. */
function isFailure({ config }: Draft, state: RunState): state is 'failed' | 'partial' {
  return state === 'failed' || (state === 'partial' && config.partialIsFailure)
}

/** Until when beats may belong to the anonymous run that ends. It may be too late, never too early. */
function lateUntil(config: MonitorConfig, { lastBeatAt }: Run, endedAt: Instant): Instant {
  const { schedule } = config
  const window = schedule.type === 'interval' ? Math.min(RESTART_MS, schedule.seconds * 500) : RESTART_MS
  // Parts with a beat after a deadline that was not yet judged count as begun again.
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
