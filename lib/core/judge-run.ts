import { assertNever } from './assert-never'
import { countRunFailure } from './count'
import type { RunDeadline } from './deadlines'
import type { Draft } from './draft'
import { endRun } from './end-run'
import { expectAfterTimeout } from './expectations'
import type { Run } from './types'

/** What becomes true of an open run at one of its deadlines. The run must be the draft's own copy. */
export function judgeRun(draft: Draft, run: Run, due: RunDeadline): void {
  const { at } = due
  switch (due.kind) {
    case 'timed_out':
      endRun(draft, run, { state: 'timed_out', at })
      countRunFailure(draft, run, { at, reason: 'timed_out' })
      if (run.startedAt !== null) expectAfterTimeout(draft, { startedAt: run.startedAt, deadlineAt: at })
      break
    case 'silent':
      run.silentAt = at
      countRunFailure(draft, run, { at, reason: 'silent' })
      break
    case 'step_late':
      run.brokenLimits = [...run.brokenLimits, due.limitIndex]
      countRunFailure(draft, run, { at, reason: 'step_late', part: draft.config.stepLimits[due.limitIndex]?.step })
      break
    case 'stalled': {
      run.stalledAt = at
      const key = `stalled:${run.id}:${at}`
      draft.notices.push({ type: 'run.stalled', key, at, reason: 'stalled', runId: run.id, part: null })
      break
    }
    default:
      assertNever(due)
  }
}
