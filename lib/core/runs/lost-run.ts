import { countFailure, countRunFailure } from '../beats/count'
import { earliest, runDeadlines } from '../monitors/deadlines'
import { changeRun, type Draft } from '../monitors/draft'
import { lostBeforeNext } from '../outages/may-be-lost'
import type { Instant, Part, Run } from '../types'
import { endRun } from './end-run'
import { partName } from './part-name'
import { stepsByRun } from './step-limits'

/** Ends a superseded run as lost. Its earliest deadline is kept. The run must be the draft's own copy. */
export function loseRun(draft: Draft, run: Run, at: Instant): void {
  const { state } = draft
  const deadlineAt = deadlineOf(draft, run)
  endRun(draft, run, { state: 'lost', at })
  if (run.failureCounted || state.status === 'paused' || deadlineAt === null) return
  if (state.lostDeadlineAt !== null && state.lostDeadlineAt <= deadlineAt) return
  state.lostDeadlineAt = deadlineAt
  state.lostRunId = run.id
}

/** Judges the lost run at its deadline, which was due at `at`. */
export function judgeLostRun(draft: Draft, at: Instant): void {
  const { state } = draft
  const { lostDeadlineAt: deadlineAt, lostRunId } = state
  const found = draft.runs.find((candidate) => candidate.id === lostRunId)
  state.lostDeadlineAt = null
  state.lostRunId = null
  if (found === undefined) {
    countFailure(draft, { at, reason: 'lost' })
    return
  }
  const run = changeRun(draft, found)
  const span = deadlineAt === null ? null : lostBeforeNext(draft, run, deadlineAt)
  if (span !== null && deadlineAt !== null) {
    const away = { from: span.from, to: span.to }
    Object.assign(run, { state: 'unjudged', reason: null, awayFromAt: away.from, awayToAt: away.to })
    draft.unjudged.push({ outageSeq: span.seq, expectedAt: deadlineAt, runId: run.id, deadlineAt, away })
    return
  }
  const part = quietest(draft.parts.filter((part) => part.runId === run.id && part.state === 'running'))
  countRunFailure(draft, run, { at, reason: 'lost', part: part === null ? undefined : partName(part) })
}

function deadlineOf({ config, parts }: Draft, run: Run): Instant | null {
  const steps = config.stepLimits.length === 0 ? undefined : stepsByRun(parts).get(run.id)
  const fatal = runDeadlines(run, { config, steps }).filter(({ kind }) => kind !== 'stalled')
  return earliest(null, fatal)?.at ?? null
}

/**
 * The part that most likely hangs: a shard rather than a step, and the one with the oldest last
 * beat. Null: none.
 */
function quietest(parts: readonly Part[]): Part | null {
  let found: Part | null = null
  for (const part of parts) if (found === null || comesBefore(part, found)) found = part
  return found
}

function comesBefore(a: Part, b: Part): boolean {
  const isShard = Number(b.shard !== '') - Number(a.shard !== '')
  const byTime = isShard !== 0 ? isShard : a.lastBeatAt - b.lastBeatAt
  return byTime !== 0 ? byTime < 0 : a.position < b.position
}
