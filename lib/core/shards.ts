import type { Draft } from './draft'
import { finishRun } from './end-run'
import { changePartState } from './part-state'
import type { Beat, Part, Run } from './types'

/** Ends the step and the run whose shards have all ended, where the monitor says so. Both are the draft's own copies. */
export function endByShards(draft: Draft, beat: Beat, { run, step }: { run: Run; step: Part | null }): void {
  if (draft.config.endsOn !== 'shards' || !canComplete(beat)) return
  const at = beat.receivedAt
  if (step !== null && haveAllEnded(step)) changePartState(step, { state: shardsState(step), at, run, step })
  if (run.state !== 'running' || !haveAllEnded(run)) return
  const state = shardsState(run)
  finishRun(draft, run, { state: state === 'succeeded' && run.partsFailed > 0 ? 'partial' : state, at })
}

type Sharded = Pick<Run | Part, 'shardsExpected' | 'shardsSucceeded' | 'shardsFailed'>

/** A start never ends anything, even where an earlier round of shards has ended. */
function canComplete(beat: Beat): boolean {
  if (beat.signal === 'progress') return beat.shards !== null
  return beat.shard !== null && (beat.signal === 'success' || beat.signal === 'fail')
}

function haveAllEnded({ shardsExpected, shardsSucceeded, shardsFailed }: Sharded): boolean {
  return shardsExpected !== null && shardsSucceeded + shardsFailed >= shardsExpected
}

function shardsState({ shardsSucceeded, shardsFailed }: Sharded): 'succeeded' | 'partial' | 'failed' {
  if (shardsFailed === 0) return 'succeeded'
  return shardsSucceeded === 0 ? 'failed' : 'partial'
}
