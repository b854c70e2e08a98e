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

/** The same of a beat that comes after the end of its part: what is known to be done does not become less. */
export function repeatProgress(part: Part, beat: Beat): boolean {
  return applyProgress(part, { ...beat, done: beat.done === null ? null : Math.max(beat.done, part.done ?? beat.done) })
}

/** What a run-level beat carries: progress and the number of shards. The run must be the draft's own copy. */
export function applyRunProgress(run: Run, beat: Beat): void {
  if (beat.shards !== null) run.shardsExpected = beat.shards
  if (applyProgress(run, beat)) noteAdvance(run, beat)
}

/** What a late start carries, as far as it is not known yet. The run must be the draft's own copy. */
export function fillRunProgress(run: Run, beat: Beat): void {
  const isNew = run.done === null
  applyRunProgress(run, {
    ...beat,
    shards: run.shardsExpected === null ? beat.shards : null,
    done: isNew ? beat.done : null,
    add: isNew ? beat.add : null,
    total: run.total === null ? beat.total : null,
    unit: run.unit === null ? beat.unit : null,
  })
}

/** Notes that the run advances: stall is counted from here. The run must be the draft's own copy. */
export function noteAdvance(run: Run, beat: Beat): void {
  run.stalledFromAt = latest(run.stalledFromAt, beat.receivedAt)
  run.stalledAt = null
}
