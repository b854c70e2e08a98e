import { changeRun, type Draft } from '../monitors/draft'
import { latest } from '../runs/durations'
import type { Beat, Run } from '../types'
import { warnings } from './warnings'

/**
 * Records that a beat of the run was received. It ends the silence of an open run. Returns the
 * draft's own copy.
 */
export function touchRun(draft: Draft, heard: Run, beat: Beat): Run {
  const run = changeRun(draft, heard)
  run.lastBeatAt = latest(run.lastBeatAt, beat.receivedAt)
  if (beat.message !== null) run.message = beat.message
  if (run.state !== 'running') return run
  run.silentFromAt = latest(run.silentFromAt, beat.receivedAt)
  run.silentAt = null
  run.outageSeq = null
  return run
}

/** Adds the warning that the beat was not applied to the run. Returns the run. */
export function ignoreBeat(draft: Draft, run: Run | null, why: keyof typeof warnings): Run | null {
  draft.warnings.push(warnings[why])
  return run
}
