import type { Instant, Part, PartState, Run } from '../types'

interface PartChange {
  state: PartState
  at: Instant
  run: Run
  /** The step that counts the part, if the part is a shard. Null: the run counts it. */
  step: Part | null
}

/**
 * Changes the state of the part, and the counters of run and step. Returns whether the state was
 * different. All must be the draft's own copies.
 */
export function changePartState(part: Part, change: PartChange): boolean {
  if (part.state === change.state) return false
  tally(part, change, -1)
  part.state = change.state
  part.endedAt = change.state === 'running' ? null : change.at
  tally(part, change, 1)
  return true
}

/** Adds the part to the counter of its state (1), or removes it (-1). */
function tally(part: Part, { run, step }: PartChange, by: 1 | -1): void {
  if (part.state === 'failed' || part.state === 'partial') run.partsFailed += by
  if (part.shard === '') return
  const owner = step ?? run
  if (part.state === 'succeeded') owner.shardsSucceeded += by
  if (part.state === 'failed') owner.shardsFailed += by
}
