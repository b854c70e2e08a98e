import { applyOutage } from './apply-outage'
import { assertNever } from './assert-never'
import { countFailure } from './count'
import { attentionAt, type Deadline, nextDeadline } from './deadlines'
import { changeRun, closeDraft, type Draft, openDraft } from './draft'
import { expectNext } from './expectations'
import { judgeRun } from './judge-run'
import { judgeLostRun } from './lost-run'
import type { Instant, Outage, Outcome, Watch } from './types'

/**
 * What has become true by `now` because nobody beat: everything due is judged in order of its deadline. `watch` holds
 * all open runs and, where the monitor has step limits, their parts, and the lost run whose deadline is awaited; `outages` are those newer than the state's, in order.
 */
export function applyTick(watch: Watch, now: Instant, outages: readonly Outage[]): Outcome {
  const draft = openDraft(watch)
  const holdsUntil = settleOutages(draft, now, outages)
  if (holdsUntil === null) {
    settle(draft, (at) => at <= now)
    draft.state.attentionAt = attentionAt(draft)
  } else {
    draft.state.attentionAt = draft.state.status === 'paused' ? null : holdsUntil
  }
  return closeDraft(draft)
}

/** Applies the outages that clients have recovered from. Answers when the first other one will be; null: none. */
function settleOutages(draft: Draft, now: Instant, outages: readonly Outage[]): Instant | null {
  for (const outage of outages) {
    if (outage.seq <= draft.state.outageSeq || outage.startedAt > now) continue
    settle(draft, (at) => at < outage.startedAt)
    if (now < outage.recoversAt) return outage.recoversAt
    applyOutage(draft, outage)
  }
  return null
}

function settle(draft: Draft, isDue: (at: Instant) => boolean): void {
  for (let due = nextDeadline(draft); due !== null && isDue(due.at); due = nextDeadline(draft)) judge(draft, due)
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
    case 'missed':
      countFailure(draft, { at: due.at, reason: due.kind })
      expectNext(draft)
      break
    default:
      assertNever(due)
  }
}
