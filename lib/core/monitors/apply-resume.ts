import { endRun } from '../runs/end-run'
import { nextOccurrence } from '../schedule'
import type { Instant, MonitorSnapshot, Outcome } from '../types'
import { startOver } from './apply-edit'
import { attentionAt } from './deadlines'
import { changeRun, closeDraft, openDraft, openRuns } from './draft'
import { flip } from './flip'

/**
 * Resumes the monitor at `now`: its status is new, and it expects a finish. Runs whose time ended
 * during the pause have timed out, without an alert. `snapshot` must hold all open runs and, if the
 * monitor has step limits, their parts.
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
