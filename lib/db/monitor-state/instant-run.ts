import { blankRun } from '@/lib/core'
import type { Run } from '@/lib/core/types'
import { differsOnlyIn } from './differs-only-in'

/** A run of which one instant is all that is known: a success that came alone. */
function instantRun(
  { id, attempt, state, outageSeq }: Pick<Run, 'id' | 'attempt' | 'state' | 'outageSeq'>,
  at: number,
): Run {
  return { ...blankRun({ id, key: null, attempt }, at), state, outageSeq, endedAt: at }
}

const APART: ReadonlySet<keyof Run> = new Set(['brokenLimits'])

/** Whether a run is no more than a success that came alone. */
export function isInstantRun(run: Run): boolean {
  if (run.state !== 'succeeded' || run.endedAt === null || run.brokenLimits.length > 0) return false
  return differsOnlyIn(instantRun(run, run.endedAt), run, APART)
}

const STARTED: ReadonlySet<keyof Run> = new Set(['brokenLimits', 'key', 'startedAt', 'endedAt', 'deadlineAt'])

/** Whether a run has just started and told nothing else. */
export function isNewRunOnly(run: Run): boolean {
  if (run.state !== 'running' || run.startedAt !== run.lastBeatAt || run.brokenLimits.length > 0) return false
  return run.endedAt === null && differsOnlyIn(instantRun(run, run.lastBeatAt), run, STARTED)
}
