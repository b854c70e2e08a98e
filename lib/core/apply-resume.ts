import { startOver } from './apply-edit'
import { attentionAt } from './deadlines'
import { changeRun, closeDraft, openDraft, openRuns } from './draft'
import { endRun } from './end-run'
import { flip } from './flip'
import { nextOccurrence } from './schedule'
import type { Instant, MonitorSnapshot, Outcome } from './types'

/**
 * Judges again from `now` on, as a new monitor that is armed. Runs that ran out of time meanwhile have timed out, which
 * nobody is told of. `snapshot` holds all open runs and, where the monitor has step limits, their parts.
 */
export function applyResume(snapshot: MonitorSnapshot, now: Instant): Outcome {
  const draft = openDraft(snapshot)
  const { state, config } = draft
  if (state.status !== 'paused') return closeDraft(draft)
  for (const run of openRuns(draft)) {
    if (run.deadlineAt === null || run.deadlineAt > now) continue
    endRun(draft, changeRun(draft, run), { state: 'timed_out', at: run.deadlineAt })
  }
  flip(draft, 'new', { at: now, reason: 'resumed', runId: null, part: null })
  startOver(draft, now)
  state.expectedAt = nextOccurrence(config.schedule, now)
  state.attentionAt = attentionAt(draft)
  return closeDraft(draft)
}
