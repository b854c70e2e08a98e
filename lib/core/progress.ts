import { latest } from './durations'
import type { Beat, Part, Run } from './types'

/**
 * Sets what the beat says of the progress of the run or part, which is the draft's own copy. Whether `done` changed.
 * `attempt` is that of the run.
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

/** The same of a beat that comes after the end of its part: what is known to be done does not become less. */
export function repeatProgress(part: Part, beat: Beat, attempt: number): boolean {
  const done = beat.done === null ? null : Math.max(beat.done, part.done ?? beat.done)
  return applyProgress(part, { ...beat, done }, attempt)
}

/** What a run-level beat carries: progress and the number of shards. The run must be the draft's own copy. */
export function applyRunProgress(run: Run, beat: Beat): void {
  if (beat.shards !== null) run.shardsExpected = beat.shards
  if (applyProgress(run, beat, run.attempt)) noteAdvance(run, beat)
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

/** A part that had ended runs again: its rate is counted from here. The part must be the draft's own copy. */
export function restartRate(part: Part, beat: Beat): void {
  part.rateFromAt = beat.receivedAt
  part.rateFromDone = tellsDone(beat) ? doneBefore(part.done ?? 0, beat) : null
}

/** A start says where it begins; what goes on with the work of an attempt before, its first `done`. */
function noteRateBase(target: Run | Part, beat: Beat, { done, attempt }: { done: number; attempt: number }): void {
  const isAwaited = target.rateFromDone === null && (attempt > 1 || target.rateFromAt !== null)
  if (beat.signal !== 'start' && !isAwaited) return
  target.rateFromAt = beat.done === null ? (target.rateFromAt ?? target.startedAt) : beat.receivedAt
  target.rateFromDone = beat.signal === 'start' ? done : doneBefore(done, beat)
}

const tellsDone = ({ done, add }: Beat) => done !== null || add !== null
/** What `add` adds was done since. */
const doneBefore = (done: number, { done: told, add }: Beat) => (told === null ? done - (add ?? 0) : done)
