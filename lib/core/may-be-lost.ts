import { deafSpans, deafTime, postponed } from './deaf'
import type { Draft } from './draft'
import { earlyMs, finishDeadline } from './expectations'
import type { DeafSpan, Instant, Run } from './types'
import { TENTH_MS } from './usual'

/** So many usual finishes say when the next one is to be expected; fewer do not. */
const ENOUGH = 5
/** Of the time in which an unknown finish is awaited, this part must be deaf. */
const SHARE = 1 / 20

interface Wait {
  /** What the usual ones are counted from. */
  base: Instant
  usual: readonly number[]
  /** From the occurrence, or the start of the run; `earlyMs` before it a finish may come as well. */
  from: Instant
  earlyMs: number
  deadline: Instant
  /** When it was last heard of. */
  heardAt: Instant
}

/** The deaf span in which the finish of the expected occurrence may have been lost. Null: it was not, or is not expected. */
export function lostOccurrence(draft: Draft): DeafSpan | null {
  const { state, config, episodes, runs } = draft
  const deadline = finishDeadline(draft)
  if (episodes.length === 0 || state.expectedAt === null || deadline === null) return null
  const { schedule } = config
  const from = state.expectedAt
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

/** The deaf span in which the end of the open run may have been lost. Null: it was not, or it has no deadline. */
export function lostEnd(draft: Draft, run: Run): DeafSpan | null {
  const { startedAt, deadlineAt, lastBeatAt } = run
  if (draft.episodes.length === 0 || startedAt === null || deadlineAt === null) return null
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
 * The deaf span in which the end of a run that was superseded may have been lost, whose limits live on until the deadline.
 * Null: it was not.
 */
export function lostBeforeNext(draft: Draft, run: Run, lostDeadlineAt: Instant): DeafSpan | null {
  const { startedAt, endedAt, lastBeatAt } = run
  if (draft.episodes.length === 0 || startedAt === null) return null
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
  return spans.findLast((span) => span.to > since && span.from < deadline) ?? null
}

/** A tenth of a second that begins at the instant. */
function touches({ from, to }: DeafSpan, at: Instant): boolean {
  return at + TENTH_MS > from && at < to
}
