import { changeRun, type Draft } from './draft'
import { latest } from './durations'
import type { Beat, Run } from './types'
import { warnings } from './warnings'

/** Notes that the run was heard, which ends its silence if it is open. Answers the draft's own copy. */
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

/** Warns that the beat does not do what it says to the run. Answers the run. */
export function ignoreBeat(draft: Draft, run: Run | null, why: keyof typeof warnings): Run | null {
  draft.warnings.push(warnings[why])
  return run
}
