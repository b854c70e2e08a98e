import type { Draft } from '../monitors/draft'
import { earlyMs, overdueAt } from '../schedule/expectations'
import { TENTH_MS } from '../schedule/usual'
import type { DeafSpan, Instant, Run } from '../types'
import { deafSpans, deafTime, postponed } from './deaf'

/** With at least this many usual times, they tell when the next finish is expected. */
const ENOUGH = 5
/** With fewer usual times, an outage must cover at least this share of the waiting time. */
const SHARE = 1 / 20

interface Wait {
  /** The usual times count from here. */
  base: Instant
  usual: readonly number[]
  /** The occurrence, or the start of the run. A finish may come up to `earlyMs` earlier. */
  from: Instant
  earlyMs: number
  deadline: Instant
  /** When the last beat was received. */
  heardAt: Instant
}

/**
 * The deaf span in which the finish of the expected occurrence may have been lost. Null: none, or
 * nothing is expected.
 */
export function lostOccurrence(draft: Draft): DeafSpan | null {
  const { state, config, runs } = draft
  const { schedule } = config
  const from = state.expectedAt
  if (from === null) return null
  const deadline = overdueAt(from, draft)
  const early = earlyMs(config, from)
  const isInterval = schedule.type === 'interval'
  let heardAt = Number.NEGATIVE_INFINITY
  for (const run of runs) {
    if (run.state !== 'running') continue
    if (isInterval || (run.startedAt !== null && run.startedAt >= from - early))
      heardAt = Math.max(heardAt, run.lastBeatAt)
  }
  const base = isInterval ? from - schedule.seconds * 1000 : from
  return lostIn(draft, { base, usual: state.usualFinishes, from, earlyMs: early, deadline, heardAt })
}

/**
 * The deaf span in which the end of the open run may have been lost. Null: none, or the run has no
 * deadline.
 */
export function lostEnd(draft: Draft, run: Run): DeafSpan | null {
  const { startedAt, deadlineAt, lastBeatAt } = run
  if (startedAt === null || deadlineAt === null) return null
  const usual = draft.state.usualDurations
  return lostIn(draft, {
    base: startedAt,
    usual,
    from: startedAt,
    earlyMs: 0,
    deadline: deadlineAt,
    heardAt: lastBeatAt,
  })
}

/**
 * The deaf span in which the end of a superseded run may have been lost. Its limits count until
 * `lostDeadlineAt`. Null: none.
 */
export function lostBeforeNext(draft: Draft, run: Run, lostDeadlineAt: Instant): DeafSpan | null {
  const { startedAt, endedAt, lastBeatAt } = run
  if (startedAt === null) return null
  return lostIn(draft, {
    base: startedAt,
    usual: draft.state.usualDurations,
    from: startedAt,
    earlyMs: 0,
    deadline: Math.min(lostDeadlineAt, endedAt ?? lostDeadlineAt),
    heardAt: lastBeatAt,
  })
}

function lostIn({ episodes }: Draft, wait: Wait): DeafSpan | null {
  const { base, usual, from, deadline, heardAt } = wait
  const dueAt = postponed(episodes, deadline)
  const spans = deafSpans(episodes).filter((span) => span.to > heardAt && span.from < dueAt)
  if (usual.length >= ENOUGH) {
    return spans.findLast((span) => usual.some((tenths) => touches(span, base + tenths * TENTH_MS))) ?? null
  }
  const since = from - wait.earlyMs
  if (deadline === from) return spans.findLast((span) => span.from <= from && from < span.to) ?? null
  const deaf = deafTime(spans, since, deadline)
  if (deaf === 0 || deaf < (deadline - from) * SHARE) return null
  return spans.findLast((span) => span.from < deadline) ?? null
}

/** Whether the tenth of a second that begins at the instant overlaps the span. */
function touches({ from, to }: DeafSpan, at: Instant): boolean {
  return at + TENTH_MS > from && at < to
}
