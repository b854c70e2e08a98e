import { assertNever } from '../assert-never'
import { countFailure } from '../beats/count'
import { applyOutage } from '../outages/apply-outage'
import { episodesOf } from '../outages/deaf'
import { earlier } from '../runs/durations'
import { judgeRun } from '../runs/judge-run'
import { judgeLostRun } from '../runs/lost-run'
import { expectNext } from '../schedule/expectations'
import { judgeOccurrence } from '../schedule/judge-occurrence'
import type { Instant, MonitorSnapshot, Outage, Outcome } from '../types'
import { attentionAt, type Deadline, nextDeadline } from './deadlines'
import { changeRun, closeDraft, type Draft, openDraft } from './draft'

/**
 * Judges everything that is due by `now`, in the order of the deadlines. `snapshot` must hold all
 * open runs and, if the monitor has step limits, their parts, and the lost run whose deadline the
 * monitor waits for. `outages`: those newer than the state's `outageSeq`, and earlier ones that may
 * still matter, in any order.
 */
export function applyTick(snapshot: MonitorSnapshot, now: Instant, outages: readonly Outage[]): Outcome {
  const draft = openDraft(snapshot)
  if (outages.length > 0) draft.episodes = episodesOf(outages.filter(({ startedAt }) => startedAt <= now))
  const recoversAt = closeOutages(draft, now)
  settle(draft, now)
  draft.state.attentionAt = draft.state.status === 'paused' ? null : earlier(attentionAt(draft), recoversAt)
  return closeDraft(draft)
}

/**
 * Applies the outages whose recovery window has ended. Returns the end of the first other window.
 * Null: there is none.
 */
function closeOutages(draft: Draft, now: Instant): Instant | null {
  for (const episode of draft.episodes) {
    if (episode.seq <= draft.state.outageSeq) continue
    if (now < episode.recoversAt) return episode.recoversAt
    settle(draft, episode.recoversAt)
    applyOutage(draft, episode)
  }
  return null
}

function settle(draft: Draft, upTo: Instant): void {
  for (let due = nextDeadline(draft); due !== null && due.at <= upTo; due = nextDeadline(draft)) judge(draft, due)
}

function judge(draft: Draft, due: Deadline): void {
  switch (due.kind) {
    case 'timed_out':
    case 'silent':
    case 'step_late':
    case 'stalled':
      judgeRun(draft, changeRun(draft, due.run), due)
      break
    case 'lost':
      judgeLostRun(draft, due.at)
      break
    case 'not_started':
      countFailure(draft, { at: due.at, reason: due.kind })
      expectNext(draft)
      break
    case 'missed':
      judgeOccurrence(draft, due.at)
      break
    default:
      assertNever(due)
  }
}
