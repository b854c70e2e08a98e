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
  const { state, config } = draft
  const span = lostOccurrence(draft)
  if (span !== null && config.schedule.type === 'interval') {
    if (restartInterval(draft, span)) return
  } else if (span !== null) {
    markUnjudged(draft, span)
    return
  }
  const from = state.expectedAt === null ? at : state.expectedAt - earlyMs(config, state.expectedAt)
  countFailure(draft, { at, reason: 'missed', away: awayWithin(draft, from, at) })
  expectNext(draft)
}

/**
 * Moves the expected finish to one interval after the end of the span in which the finish may have
 * been lost, and marks it as in doubt. Returns false, without a change, if that would not be later
 * or if it was moved before.
 */
export function restartInterval(draft: Draft, span: DeafSpan): boolean {
  const { state, config, episodes, inDoubt } = draft
  if (config.schedule.type !== 'interval' || state.expectedAt === null) return false
  const ms = config.schedule.seconds * 1000
  const base = state.expectedAt - ms
  // A second silence in a row is not explained by another outage.
  if (span.to + ms <= state.expectedAt || deafSpans(episodes).some(({ to }) => to === base)) return false
  state.expectedAt = span.to + ms
  const { seq: outageSeq, from, to } = span
  const deadlineAt = overdueAt(state.expectedAt, draft)
  inDoubt.push({ outageSeq, expectedAt: state.expectedAt, runId: null, deadlineAt, away: { from, to } })
  return true
}

/** The longest time in which Lubdub could not receive beats while it waited. Null: there was none. */
export function awayWithin({ episodes }: Draft, from: Instant, to: Instant): Away | null {
  const span = longestWithin(deafSpans(episodes), from, to)
  return span && { from: span.from, to: span.to }
}

function markUnjudged(draft: Draft, { seq, from, to }: DeafSpan): void {
  const { state, config, unjudged } = draft
  if (state.expectedAt === null) return
  const deadlineAt = overdueAt(state.expectedAt, draft)
  const isListed = unjudged.filter(({ runId }) => runId === null).length < MAX_LISTED_OCCURRENCES
  if (isListed) {
    unjudged.push({ outageSeq: seq, expectedAt: state.expectedAt, runId: null, deadlineAt, away: { from, to } })
    expectNext(draft)
    return
  }
  const last = previousOccurrence(config.schedule, to - 1)
  if (last !== null && last > state.expectedAt) state.expectedAt = last
  else state.expectedAt = nextOccurrence(config.schedule, state.expectedAt)
}
