import { changeRun, type Draft, openRuns } from './draft'
import { endRun } from './end-run'
import { countLimitsFrom } from './limits'
import { nextOccurrence } from './schedule'
import { dropStepLimits } from './step-limits'
import type { Instant, Outage, Run } from './types'

const MAX_LISTED_OCCURRENCES = 100

/**
 * Takes out of judgement what fell into a time in which Lubdub could not hear, or clients were still delivering late.
 * Everything that was due before has been judged.
 */
export function applyOutage(draft: Draft, outage: Outage): void {
  const { state } = draft
  excuseOccurrences(draft, outage)
  for (const run of openRuns(draft)) {
    if (run.lastBeatAt < outage.endedAt) excuseUnheardRun(draft, changeRun(draft, run), outage)
    else postponeHeardRun(changeRun(draft, run), outage)
  }
  dropStepLimits(draft, (deadline) => fallsInto(deadline, outage))
  if (state.lostDeadlineAt !== null && fallsInto(state.lostDeadlineAt, outage)) state.lostDeadlineAt = null
  state.outageSeq = outage.seq
}

function excuseOccurrences(draft: Draft, { seq, recoversAt }: Outage): void {
  const { state, config, unjudged } = draft
  const { schedule } = config
  if (state.status === 'down' || state.status === 'paused') return
  for (let listed = 0; state.expectedAt !== null && state.expectedAt < recoversAt; listed += 1) {
    if (listed < MAX_LISTED_OCCURRENCES) unjudged.push({ outageSeq: seq, expectedAt: state.expectedAt, runId: null })
    if (schedule.type === 'interval') state.expectedAt = recoversAt
    else
      state.expectedAt = nextOccurrence(schedule, listed < MAX_LISTED_OCCURRENCES ? state.expectedAt : recoversAt - 1)
  }
}

function excuseUnheardRun(draft: Draft, run: Run, outage: Outage): void {
  const { seq, startedAt, recoversAt } = outage
  if (run.deadlineAt !== null && fallsInto(run.deadlineAt, outage)) {
    endRun(draft, run, { state: 'unjudged', at: recoversAt })
    draft.unjudged.push({ outageSeq: seq, expectedAt: run.deadlineAt, runId: run.id })
    return
  }
  if (run.deadlineAt !== null) run.deadlineAt += recoversAt - startedAt
  countLimitsFrom(run, recoversAt)
  run.outageSeq = seq
}

function postponeHeardRun(run: Run, outage: Outage): void {
  if (run.deadlineAt !== null && fallsInto(run.deadlineAt, outage)) run.deadlineAt = outage.recoversAt
  countLimitsFrom(run, outage.endedAt)
}

function fallsInto(at: Instant, { startedAt, recoversAt }: Outage): boolean {
  return at >= startedAt && at < recoversAt
}
