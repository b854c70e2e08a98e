import { earlier } from '../runs/durations'
import { stepsByRun } from '../runs/step-limits'
import type { Instant, Run } from '../types'
import { earliest, runDeadlines, scheduleDeadlines } from './deadlines'
import type { Draft } from './draft'

/**
 * The next check of the monitor after a beat: as before, or earlier if the beat brought an earlier
 * deadline. If a deadline was only postponed, the instant does not change: it is in an indexed
 * column, and writing it costs much.
 */
export function attentionAfterBeat(draft: Draft, run: Run | null): Instant | null {
  const { state, before } = draft
  if (state.status === 'paused') return null
  const introduced = earlier(runAttention(draft, run), scheduleAttention(draft))
  return earlier(before.state.attentionAt, earlier(introduced, state.lostDeadlineAt))
}

function runAttention({ parts, config }: Draft, run: Run | null): Instant | null {
  if (run === null || run.state !== 'running') return null
  const steps = config.stepLimits.length === 0 ? undefined : stepsByRun(parts).get(run.id)
  return earliest(null, runDeadlines(run, { config, steps }))?.at ?? null
}

/** The snapshot does not hold all runs, so a deadline of the schedule may be too early. This is allowed. */
function scheduleAttention(draft: Draft): Instant | null {
  const { state, before, hasEndedRun } = draft
  const isAsBefore = state.expectedAt === before.state.expectedAt && state.status === before.state.status
  if (isAsBefore && !hasEndedRun) return null
  return earliest(null, scheduleDeadlines(draft))?.at ?? null
}
