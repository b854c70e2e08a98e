import { assertNever } from '../assert-never'
import type { Draft } from '../monitors/draft'
import type { Beat, Instant, Part, Run } from '../types'
import { finishByParts, successState } from './end-run'
import { changePartState } from './part-state'

type Sharded = Pick<Run | Part, 'shardsExpected' | 'shardsSucceeded' | 'shardsFailed'>

/**
 * Ends the run if its parts decide its end (`endsOn`), and the step whose shards have all ended. An
 * end that parts made is decided again. Run and step must be the draft's own copies.
 */
export function endByParts(draft: Draft, beat: Beat, { run, step }: { run: Run; step: Part | null }): void {
  const isEnd = beat.signal === 'success' || beat.signal === 'fail'
  const bringsShards = beat.signal === 'progress' && beat.shards !== null
  // A start never ends anything, even if an earlier round of shards has ended.
  if (!isEnd && !bringsShards) return
  const at = beat.receivedAt
  switch (draft.config.endsOn) {
    case 'run':
      break
    case 'shards':
      if (step !== null && (bringsShards || beat.shard !== null)) endStep(step, run, at)
      endByShards(draft, run, at)
      break
    case 'steps':
      if (isEnd) endBySteps(draft, beat, run)
      break
    default:
      assertNever(draft.config.endsOn)
  }
}

/** Ends the run if all its shards have ended. The run must be the draft's own copy. */
export function endByShards(draft: Draft, run: Run, at: Instant): void {
  if (draft.config.endsOn !== 'shards' || !haveAllEnded(run)) return
  const state = shardsState(run)
  finishByParts(draft, run, { state: state === 'succeeded' && run.partsFailed > 0 ? 'partial' : state, at })
}

function endBySteps(draft: Draft, beat: Beat, run: Run): void {
  const { config, parts } = draft
  const at = beat.receivedAt
  if (beat.signal === 'fail' && beat.shard === null) {
    finishByParts(draft, run, { state: 'failed', at })
    return
  }
  const last = config.steps.at(-1)
  const hasReachedLast = parts.some(
    (part) => part.runId === run.id && part.step === last && part.shard === '' && part.state === 'succeeded',
  )
  if (hasReachedLast) finishByParts(draft, run, { state: successState(run), at })
}

function endStep(step: Part, run: Run, at: Instant): void {
  if (haveAllEnded(step)) changePartState(step, { state: shardsState(step), at, run, step })
}

function haveAllEnded({ shardsExpected, shardsSucceeded, shardsFailed }: Sharded): boolean {
  return shardsExpected !== null && shardsSucceeded + shardsFailed >= shardsExpected
}

function shardsState({ shardsSucceeded, shardsFailed }: Sharded): 'succeeded' | 'partial' | 'failed' {
  if (shardsFailed === 0) return 'succeeded'
  return shardsSucceeded === 0 ? 'failed' : 'partial'
}
