import { assertNever } from '../assert-never'
import { changeRun, type Draft } from '../monitors/draft'
import { dropRun } from '../runs/drop-run'
import { endByShards } from '../runs/end-by-parts'
import { openRun } from '../runs/open-run'
import type { Beat, Run } from '../types'
import { applyRunProgress, fillRunProgress } from './progress'
import { ignoreBeat, touchRun } from './touch-run'
import { type Candidates, isOfOlderAttempt } from './which-run'
import { isWithin, REPEAT_MS } from './windows'

/** Applies a start of a run: opens a run or its next attempt, unless the run is open or has succeeded. */
export function applyStart(draft: Draft, beat: Beat, { run: known, latest }: Candidates): Run | null {
  if (isOfOlderAttempt(beat, latest)) return ignoreBeat(draft, known, 'olderAttempt')
  if (known !== null && known.state === 'running' && isEarlyStartOf(draft, known, beat)) return join(draft, known, beat)
  if (known === null || known.key === null) return start(draft, beat, latest)
  switch (known.state) {
    case 'running':
      return ignoreBeat(draft, join(draft, known, beat), 'alreadyRunning')
    case 'succeeded':
    case 'partial':
      return isTombstone(known, beat) ? absorb(draft, known) : ignoreBeat(draft, known, 'alreadyEnded')
    case 'failed':
    case 'timed_out':
    case 'lost':
    case 'unjudged':
      return isTombstone(known, beat) ? absorb(draft, known) : start(draft, beat, latest)
    default:
      return assertNever(known.state)
  }
}

function start(draft: Draft, beat: Beat, latest: Run | null): Run | null {
  if (!draft.bounds.mayBeginRun) return dropRun(draft, beat)
  const run = touchRun(draft, openRun(draft, beat, latest), beat)
  applyRunProgress(run, beat)
  return run
}

/** Whether a beat of a part opened the run because it arrived before this start. */
function isEarlyStartOf({ config: { schedule } }: Draft, run: Run, { receivedAt: at }: Beat): boolean {
  return run.partOpened && run.startedAt !== null && isWithin(REPEAT_MS, { since: run.startedAt, at, schedule })
}

/** Applies a start to a run that is already open: it sets the values that are not known yet. */
function join(draft: Draft, known: Run, beat: Beat): Run {
  const run = touchRun(draft, known, beat)
  const knewShards = run.shardsExpected !== null
  run.partOpened = false
  fillRunProgress(run, beat)
  if (!knewShards && run.shardsExpected !== null) endByShards(draft, run, beat.receivedAt)
  return run
}

/**
 * Whether the finish came before its start, and the start may still come. Such a start must not
 * open another run.
 */
function isTombstone(run: Run, beat: Beat): boolean {
  return run.tombstoneUntilAt !== null && run.tombstoneUntilAt >= beat.receivedAt
}

function absorb(draft: Draft, known: Run): Run | null {
  const run = changeRun(draft, known)
  run.tombstoneUntilAt = null
  return ignoreBeat(draft, run, 'lateStart')
}
