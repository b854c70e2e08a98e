import { countFailure } from '../beats/count'
import type { Draft } from '../monitors/draft'
import { deafSpans, longestWithin } from '../outages/deaf'
import { lostOccurrence } from '../outages/may-be-lost'
import type { Away, DeafSpan, Instant } from '../types'
import { nextOccurrence, previousOccurrence } from '.'
import { earlyMs, expectNext, overdueAt } from './expectations'

const MAX_LISTED_OCCURRENCES = 100

/** Judges the expected occurrence, which has no finish at its deadline. The deadline was due at `at`. */
export function judgeOccurrence(draft: Draft, at: Instant): void {
  const { schedule } = draft.config
  const { expectedAt } = draft.state
  if (expectedAt === null) return
  const span = lostOccurrence(draft)
  if (span !== null && schedule.type === 'interval') {
    if (restartInterval(draft, span, { expectedAt, seconds: schedule.seconds })) return
  } else if (span !== null) {
    markUnjudged(draft, span, expectedAt)
    return
  }
  const away = awayWithin(draft, expectedAt - earlyMs(draft.config, expectedAt), at)
  countFailure(draft, { at, reason: 'missed', away })
  expectNext(draft)
}

/**
 * Moves the expected finish to one interval after the end of the span in which the finish may have
 * been lost, and marks it as in doubt. Returns false, without a change, if that would not be later
 * or if it was moved before.
 */
export function restartInterval(
  draft: Draft,
  { seq: outageSeq, from, to }: DeafSpan,
  { expectedAt, seconds }: { expectedAt: Instant; seconds: number },
): boolean {
  const { state, episodes, inDoubt } = draft
  const ms = seconds * 1000
  const restartedAt = to + ms
  // A second silence in a row is not explained by another outage.
  const isSecond = deafSpans(episodes).some((span) => span.to === expectedAt - ms)
  if (restartedAt <= expectedAt || isSecond) return false
  state.expectedAt = restartedAt
  const deadlineAt = overdueAt(restartedAt, draft)
  inDoubt.push({ outageSeq, expectedAt: restartedAt, runId: null, deadlineAt, away: { from, to } })
  return true
}

/** The longest time in which Lubdub could not receive beats while it waited. Null: there was none. */
export function awayWithin({ episodes }: Draft, from: Instant, to: Instant): Away | null {
  const span = longestWithin(deafSpans(episodes), from, to)
  return span && { from: span.from, to: span.to }
}

function markUnjudged(draft: Draft, { seq, from, to }: DeafSpan, expectedAt: Instant): void {
  const { state, config, unjudged } = draft
  const deadlineAt = overdueAt(expectedAt, draft)
  const isListed = unjudged.filter(({ runId }) => runId === null).length < MAX_LISTED_OCCURRENCES
  if (isListed) {
    unjudged.push({ outageSeq: seq, expectedAt, runId: null, deadlineAt, away: { from, to } })
    expectNext(draft)
    return
  }
  const last = previousOccurrence(config.schedule, to - 1)
  state.expectedAt = last !== null && last > expectedAt ? last : nextOccurrence(config.schedule, expectedAt)
}
