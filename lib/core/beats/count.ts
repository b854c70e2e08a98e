import type { Draft } from '../monitors/draft'
import { flip } from '../monitors/flip'
import type { Away, FailureReason, Instant, Run } from '../types'
import { warnings } from './warnings'

/**
 * Counts a failure that belongs to no run: of an occurrence, or of a beat for which no run could be
 * created.
 */
export function countFailure(
  draft: Draft,
  failure: { at: Instant; reason: FailureReason; part?: string; away?: Away | null },
): void {
  if (draft.state.status === 'paused') return
  const { at, reason, part = null, away = null } = failure
  count(draft, { at, reason, runId: null, part, startedAt: null, ...(away && { away }) })
}

/** Counts a failure of the run, unless the run was counted before. The run must be the draft's own copy. */
export function countRunFailure(
  draft: Draft,
  run: Run,
  failure: { at: Instant; reason: FailureReason; part?: string; away?: Away | null },
): void {
  if (draft.state.status === 'paused' || run.failureCounted) return
  run.failureCounted = true
  const { at, reason, part = null, away = null } = failure
  const about = { at, reason, runId: run.id, part, ...(away && { away }) }
  const hasFlipped = count(draft, { ...about, startedAt: run.startedAt })
  if (hasFlipped || !draft.config.alertOnEveryFailure) return
  draft.notices.push({ type: 'run.failed', key: `failed:${run.id}`, ...about })
}

/**
 * Counts a success of the run, unless a run that started later has failed. The run must be the
 * draft's own copy.
 */
export function countRunSuccess(draft: Draft, run: Run, at: Instant): void {
  if (draft.state.status === 'paused') return
  if (isOlderThanFailure(draft, run)) {
    draft.warnings.push(warnings.olderRunFinished)
    return
  }
  run.failureCounted = false
  countSuccess(draft, at, run.id)
}

/** Counts a success. `runId` null: no run could be created for it. */
export function countSuccess(draft: Draft, at: Instant, runId: string | null): void {
  const { state, config } = draft
  if (state.status === 'paused') return
  state.successesInRow += 1
  state.lastSuccessAt = at
  // The next batch may succeed while a part of this batch still hangs.
  if (config.endsOn === 'run') state.lostDeadlineAt = null
  if (state.lostDeadlineAt === null) state.lostRunId = null
  if (state.status === 'down') {
    if (state.successesInRow < config.recoveryThreshold) return
    flip(draft, 'up', { at, reason: 'recovered', runId, part: null })
    state.downSinceAt = null
  } else if (state.status === 'new') {
    flip(draft, 'up', { at, reason: 'first_success', runId, part: null })
  }
  state.failuresInRow = 0
  state.failedRunStartedAt = null
}

interface Failure {
  at: Instant
  reason: FailureReason
  runId: string | null
  part: string | null
  away?: Away
  startedAt: Instant | null
}

/** Counts the failure. Returns whether it made the monitor go down. */
function count(draft: Draft, { startedAt, ...about }: Failure): boolean {
  const { state, config } = draft
  state.failuresInRow += 1
  state.successesInRow = 0
  state.failedRunStartedAt = startedAt
  if (state.status === 'down' || state.failuresInRow < config.failureTolerance) return false
  flip(draft, 'down', about)
  state.downSinceAt = about.at
  return true
}

function isOlderThanFailure({ state }: Draft, run: Run): boolean {
  if (state.failuresInRow === 0 || run.startedAt === null || state.failedRunStartedAt === null) return false
  return run.startedAt < state.failedRunStartedAt
}
