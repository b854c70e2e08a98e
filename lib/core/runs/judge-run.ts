import { assertNever } from '../assert-never'
import { countRunFailure } from '../beats/count'
import type { RunDeadline } from '../monitors/deadlines'
import type { Draft } from '../monitors/draft'
import { deafSpans, deafTime } from '../outages/deaf'
import { lostEnd } from '../outages/may-be-lost'
import { expectAfterTimeout } from '../schedule/expectations'
import { awayWithin } from '../schedule/judge-occurrence'
import type { Away, Instant, Run } from '../types'
import { endRun } from './end-run'

/** Changes an open run at one of its deadlines. The run must be the draft's own copy. */
export function judgeRun(draft: Draft, run: Run, due: RunDeadline): void {
  const { at } = due
  switch (due.kind) {
    case 'timed_out':
      judgeEnd(draft, run, at)
      break
    case 'silent':
      run.silentAt = at
      countRunFailure(draft, run, { at, reason: 'silent' })
      break
    case 'step_late': {
      run.brokenLimits = [...run.brokenLimits, due.limitIndex]
      const deaf = deafTime(deafSpans(draft.episodes), due.baseAt, due.setFor)
      if (deaf >= (due.setFor - due.baseAt) / 2) break
      const part = draft.config.stepLimits[due.limitIndex]?.step
      countRunFailure(draft, run, { at, reason: 'step_late', part, away: awayOf(draft, run, at) })
      break
    }
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

/** The run did not end in time, or its end may have been lost in an outage. */
function judgeEnd(draft: Draft, run: Run, at: Instant): void {
  const { startedAt, deadlineAt } = run
  const span = draft.state.status === 'paused' ? null : lostEnd(draft, run)
  const away = span === null ? awayOf(draft, run, at) : { from: span.from, to: span.to }
  endRun(draft, run, { state: span === null ? 'timed_out' : 'unjudged', at })
  run.awayFromAt = away?.from ?? null
  run.awayToAt = away?.to ?? null
  if (span === null || away === null || deadlineAt === null)
    countRunFailure(draft, run, { at, reason: 'timed_out', away })
  else draft.unjudged.push({ outageSeq: span.seq, expectedAt: deadlineAt, runId: run.id, deadlineAt, away })
  if (startedAt !== null) expectAfterTimeout(draft, { startedAt, deadlineAt: at })
}

function awayOf(draft: Draft, { startedAt }: Run, at: Instant): Away | null {
  return awayWithin(draft, startedAt ?? at, at)
}
