import { isPartBeat } from './beat-level'
import { countFailure, countSuccess } from './count'
import type { Draft } from './draft'
import { expectAfterFinish, recordStart } from './expectations'
import { partName } from './part-name'
import { ignoreBeat } from './touch-run'
import type { Beat } from './types'
import { noteFinishWithoutRun } from './usual'

/**
 * Applies a beat for which no run may begin, because too many began today. Its effect on the
 * monitor still counts.
 */
export function dropRun(draft: Draft, beat: Beat): null {
  const at = beat.receivedAt
  draft.state.runsDropped += 1
  ignoreBeat(draft, null, 'tooManyNewRuns')
  const { signal, step, shard } = beat
  if (isPartBeat(beat)) {
    const part = partName({ step: step ?? '', shard: shard ?? '' })
    if (signal === 'fail') countFailure(draft, { at, reason: 'part_failed', part })
  } else if (signal === 'success' || signal === 'fail') {
    if (signal === 'fail') countFailure(draft, { at, reason: 'failed' })
    else countSuccess(draft, at, null)
    expectAfterFinish(draft, at)
    noteFinishWithoutRun(draft, at)
    return null
  }
  recordStart(draft, at)
  return null
}
