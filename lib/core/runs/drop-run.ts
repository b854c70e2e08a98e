import { isPartBeat } from '../beats/beat-level'
import { countFailure, countSuccess } from '../beats/count'
import { ignoreBeat } from '../beats/touch-run'
import type { Draft } from '../monitors/draft'
import { expectAfterFinish, recordStart } from '../schedule/expectations'
import { noteFinishWithoutRun } from '../schedule/usual'
import type { Beat } from '../types'
import { partName } from './part-name'

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
