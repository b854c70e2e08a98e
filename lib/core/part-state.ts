import type { Instant, Part, PartState, Run } from './types'

interface PartChange {
  state: PartState
  at: Instant
  run: Run
  /** The step that counts the part if it is a shard. Null: the run does. */
  step: Part | null
}

/** Moves the part to a state, and the counters of run and step with it; whether it was in another. All must be the draft's own copies. */
export function changePartState(part: Part, change: PartChange): boolean {
  if (part.state === change.state) return false
  tally(part, change, -1)
  part.state = change.state
  part.endedAt = change.state === 'running' ? null : change.at
  tally(part, change, 1)
  return true
}

/** Counts the part, as its state stands, in or out. */
function tally(part: Part, { run, step }: PartChange, by: 1 | -1): void {
  if (part.state === 'failed' || part.state === 'partial') run.partsFailed += by
  if (part.shard === '') return
  const owner = step ?? run
  if (part.state === 'succeeded') owner.shardsSucceeded += by
  if (part.state === 'failed') owner.shardsFailed += by
}
