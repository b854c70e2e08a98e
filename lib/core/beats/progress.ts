import { latest } from '../runs/durations'
import type { Beat, Part, Run } from '../types'

/**
 * Sets the progress that the beat reports on the run or part, which must be the draft's own copy.
 * Returns whether `done` changed. `attempt`: the attempt of the run.
 */
export function applyProgress(target: Run | Part, beat: Beat, attempt: number): boolean {
  if (beat.total !== null) target.total = beat.total
  if (beat.unit !== null) target.unit = beat.unit
  if (!tellsDone(beat)) return false
  const done = (beat.done ?? target.done ?? 0) + (beat.add ?? 0)
  noteRateBase(target, beat, { done, attempt })
  const hasChanged = done !== target.done
  target.done = done
  return hasChanged
}

/** The same for a beat that comes after the end of its part: `done` never becomes less. */
export function repeatProgress(part: Part, beat: Beat, attempt: number): boolean {
  const done = beat.done === null ? null : Math.max(beat.done, part.done ?? beat.done)
  return applyProgress(part, { ...beat, done }, attempt)
}

/**
 * Sets the values of a beat about the run: progress and the number of shards. The run must be the
 * draft's own copy.
 */
export function applyRunProgress(run: Run, beat: Beat): void {
  if (beat.shards !== null) run.shardsExpected = beat.shards
  if (applyProgress(run, beat, run.attempt)) noteAdvance(run, beat)
}

/** Sets the values of a late start that are not known yet. The run must be the draft's own copy. */
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

/** Records that the run advances: a stall counts from this beat. The run must be the draft's own copy. */
export function noteAdvance(run: Run, beat: Beat): void {
  run.stalledFromAt = latest(run.stalledFromAt, beat.receivedAt)
  run.stalledAt = null
}

/** A part that had ended runs again: its rate counts from this beat. The part must be the draft's own copy. */
export function restartRate(part: Part, beat: Beat): void {
  part.rateFromAt = beat.receivedAt
  part.rateFromDone = tellsDone(beat) ? doneBefore(part.done ?? 0, beat) : null
}

/**
 * Sets the base of the rate. A start reports where it begins. A later attempt continues earlier
 * work: its first `done` is the base.
 */
function noteRateBase(target: Run | Part, beat: Beat, { done, attempt }: { done: number; attempt: number }): void {
  const isAwaited = target.rateFromDone === null && (attempt > 1 || target.rateFromAt !== null)
  if (beat.signal !== 'start' && !isAwaited) return
  target.rateFromAt = beat.done === null ? (target.rateFromAt ?? target.startedAt) : beat.receivedAt
  target.rateFromDone = beat.signal === 'start' ? done : doneBefore(done, beat)
}

const tellsDone = ({ done, add }: Beat) => done !== null || add !== null
/** The work of `add` was done since the base. */
const doneBefore = (done: number, beat: Beat) => (beat.done === null ? done - (beat.add ?? 0) : done)
