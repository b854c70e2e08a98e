import type { Instant, MonitorSnapshot, Outcome } from '../types'
import { closeDraft, openDraft } from './draft'
import { flip } from './flip'

/** Pauses the monitor. It still records beats and runs, but expects no finish and counts no failures. */
export function applyPause(snapshot: MonitorSnapshot, now: Instant): Outcome {
  const draft = openDraft(snapshot)
  const { state } = draft
  if (state.status === 'paused') return closeDraft(draft)
  flip(draft, 'paused', { at: now, reason: 'paused', runId: null, part: null })
  state.expectedAt = null
  state.startedForAt = null
  state.failuresInRow = 0
  state.successesInRow = 0
  state.failedRunStartedAt = null
  state.lostDeadlineAt = null
  state.lostRunId = null
  state.downSinceAt = null
  state.attentionAt = null
  return closeDraft(draft)
}
