import { blankRun } from '@/lib/core'
import type { Run } from '@/lib/core/types'
import { differsOnlyIn } from './differs-only-in'

/** A run of which only one instant is known: a success without a start. */
function instantRun(
  { id, attempt, state, outageSeq }: Pick<Run, 'id' | 'attempt' | 'state' | 'outageSeq'>,
  at: number,
): Run {
  return { ...blankRun({ id, key: null, attempt }, at), state, outageSeq, endedAt: at }
}

const APART: ReadonlySet<keyof Run> = new Set(['brokenLimits'])

/** Whether a run is only a success without a start. */
export function isInstantRun(run: Run): boolean {
  if (run.state !== 'succeeded' || run.endedAt === null || run.brokenLimits.length > 0) return false
  return differsOnlyIn(instantRun(run, run.endedAt), run, APART)
}

const STARTED: ReadonlySet<keyof Run> = new Set(['brokenLimits', 'key', 'startedAt', 'endedAt', 'deadlineAt'])

/** Whether a run has just started and no other field is set. */
export function isNewRunOnly(run: Run): boolean {
  if (run.state !== 'running' || run.startedAt !== run.lastBeatAt || run.brokenLimits.length > 0) return false
  return run.endedAt === null && differsOnlyIn(instantRun(run, run.lastBeatAt), run, STARTED)
}
