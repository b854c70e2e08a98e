import { latest } from './durations'
import type { Beat, Part, Run } from './types'

/** Sets what the beat says of the progress of the run or part, which is the draft's own copy. Whether `done` changed. */
export function applyProgress(target: Run | Part, beat: Beat): boolean {
  if (beat.total !== null) target.total = beat.total
  if (beat.unit !== null) target.unit = beat.unit
  if (beat.done === null && beat.add === null) return false
  const done = (beat.done ?? target.done ?? 0) + (beat.add ?? 0)
  const hasChanged = done !== target.done
  target.done = done
  return hasChanged
}

/** What a run-level beat carries: progress and the number of shards. The run must be the draft's own copy. */
export function applyRunProgress(run: Run, beat: Beat): void {
  if (beat.shards !== null) run.shardsExpected = beat.shards
  if (applyProgress(run, beat)) noteAdvance(run, beat)
}

/** Notes that the run advances: stall is counted from here. The run must be the draft's own copy. */
export function noteAdvance(run: Run, beat: Beat): void {
  run.stalledFromAt = latest(run.stalledFromAt, beat.receivedAt)
  run.stalledAt = null
}
