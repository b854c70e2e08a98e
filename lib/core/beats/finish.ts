import type { Draft } from '../monitors/draft'
import { dropRun } from '../runs/drop-run'
import { finishRun, successState } from '../runs/end-run'
import { recordRun } from '../runs/open-run'
import { expectAfterFinish } from '../schedule/expectations'
import type { Beat, Run } from '../types'
import { applyRunProgress } from './progress'
import { ignoreBeat, touchRun } from './touch-run'
import type { Candidates } from './which-run'

const TOMBSTONE_MS = 72 * 3_600_000

/** Applies a success or fail of a run: ends its run, or records a run whose start was never received. */
export function applyFinish(draft: Draft, beat: Beat, { run: known, latest }: Candidates): Run | null {
  if (known === null && !draft.bounds.mayBeginRun) return dropRun(draft, beat)
  if (known !== null && isSettled(known, beat)) {
    if (known.key === null) expectAfterFinish(draft, beat.receivedAt)
    return ignoreBeat(draft, known, 'alreadyEnded')
  }
  const run = touchRun(draft, known ?? recordFinished(draft, beat, latest), beat)
  applyRunProgress(run, beat)
  finishRun(draft, run, { state: beat.signal === 'fail' ? 'failed' : successState(run), at: beat.receivedAt })
  return run
}

function recordFinished(draft: Draft, beat: Beat, latest: Run | null): Run {
  const run = recordRun(draft, beat, latest)
  if (run.key !== null) run.tombstoneUntilAt = beat.receivedAt + TOMBSTONE_MS
  return run
}

/** Whether the run has already ended by its own finish. A fail may still change a success. */
function isSettled(run: Run, beat: Beat): boolean {
  if (run.state === 'failed') return true
  return beat.signal === 'success' && (run.state === 'succeeded' || run.state === 'partial')
}
