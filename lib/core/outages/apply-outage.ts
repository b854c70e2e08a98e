import { changeRun, type Draft, openRuns } from '../monitors/draft'
import { overdueAt } from '../schedule/expectations'
import { restartInterval } from '../schedule/judge-occurrence'
import type { DeafSpan, Instant } from '../types'
import type { Episode } from './deaf'
import { lostEnd, lostOccurrence } from './may-be-lost'
import { waitAgain } from './recovering'

/**
 * Applies an episode whose recovery window has ended, and records what is in doubt because of it.
 * Everything that was due before must have been judged.
 */
export function applyOutage(draft: Draft, episode: Episode): void {
  const { state } = draft
  const isOfEpisode = (span: DeafSpan | null): span is DeafSpan => episode.spans.some((own) => own === span)
  const doubt = (span: DeafSpan, about: { expectedAt: Instant; deadlineAt: Instant; runId: string | null }) =>
    draft.inDoubt.push({ outageSeq: span.seq, away: { from: span.from, to: span.to }, ...about })
  const last = episode.spans.at(-1)!
  for (const open of openRuns(draft)) {
    const run = changeRun(draft, open)
    Object.assign(run, waitAgain(run, episode))
    if (run.lastBeatAt < last.to) run.outageSeq = last.seq
    const { deadlineAt, id: runId } = run
    if (deadlineAt === null || state.status === 'paused') continue
    const span = lostEnd(draft, run)
    if (isOfEpisode(span)) doubt(span, { expectedAt: deadlineAt, deadlineAt, runId })
  }
  const { expectedAt } = state
  if (expectedAt !== null && (state.status === 'new' || state.status === 'up')) {
    const span = lostOccurrence(draft)
    if (isOfEpisode(span)) {
      const { schedule } = draft.config
      if (schedule.type === 'interval') restartInterval(draft, span, { expectedAt, seconds: schedule.seconds })
      else doubt(span, { expectedAt, deadlineAt: overdueAt(expectedAt, draft), runId: null })
    }
  }
  state.outageSeq = episode.seq
}
