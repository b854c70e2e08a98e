import { assertNever } from '../assert-never'
import { attentionAfterBeat } from '../monitors/attention'
import { closeDraft, type Draft, openDraft } from '../monitors/draft'
import { isUndeclared, withDeclaredName } from '../runs/declared-steps'
import { dropRun } from '../runs/drop-run'
import { latest } from '../runs/durations'
import { endByParts } from '../runs/end-by-parts'
import { openRun } from '../runs/open-run'
import { applyPartBeat } from '../runs/parts'
import { startExpecting } from '../schedule/expectations'
import { noteFinish } from '../schedule/usual'
import type { Beat, Bounds, MonitorSnapshot, Outcome, Run } from '../types'
import { isPartBeat } from './beat-level'
import { applyFinish } from './finish'
import { applyRunProgress } from './progress'
import { applyStart } from './start'
import { ignoreBeat, touchRun } from './touch-run'
import { warnings } from './warnings'
import { type Candidates, isOfOlderAttempt, whichRun } from './which-run'

/**
 * What a beat changes: its run, and the monitor's status and expected finish. `snapshot` must hold
 * the runs that the beat may belong to: all attempts of its key, or the last anonymous run (if it
 * is open, or if the state's `anonymousUntilAt` has not passed). At 100 open runs, it must hold the
 * oldest open run too. It must also hold the steps of these runs and the shards that the beat
 * names.
 */
export function applyBeat(snapshot: MonitorSnapshot, given: Beat, bounds?: Bounds): Outcome {
  const draft = openDraft(snapshot, bounds)
  const beat = withDeclaredName(snapshot.config, given)
  if (isUndeclared(snapshot.config, beat)) draft.warnings.push(warnings.undeclaredStep)
  const { state } = draft
  state.seq += 1
  state.lastBeatAt = latest(state.lastBeatAt, beat.receivedAt)
  if (state.expectedAt === null) startExpecting(draft, beat)
  const run = decide(draft, beat, whichRun(draft, beat))
  noteFinish(draft, run, beat.receivedAt)
  state.attentionAt = attentionAfterBeat(draft, run)
  return closeDraft(draft, run)
}

/** Returns the run that the beat belongs to. Null: none. */
function decide(draft: Draft, beat: Beat, candidates: Candidates): Run | null {
  const { signal } = beat
  if (signal === 'log') return applyLog(draft, beat, candidates)
  if (isPartBeat(beat)) return applyInside(draft, beat, candidates)
  switch (signal) {
    case 'start':
      return applyStart(draft, beat, candidates)
    case 'progress':
      return applyInside(draft, beat, candidates)
    case 'success':
    case 'fail':
      return applyFinish(draft, beat, candidates)
    default:
      return assertNever(signal)
  }
}

function applyLog(draft: Draft, beat: Beat, { run: known }: Candidates): Run | null {
  if (known === null) return null
  const run = touchRun(draft, known, beat)
  return run.state === 'running' ? run : ignoreBeat(draft, run, 'alreadyEnded')
}

/**
 * Applies progress, and every beat of a part. It belongs to an open run, opens one, or comes after
 * the end of one.
 */
function applyInside(draft: Draft, beat: Beat, { run: known, latest }: Candidates): Run | null {
  if (known === null && isOfOlderAttempt(beat, latest)) return ignoreBeat(draft, null, 'olderAttempt')
  if (known === null && !draft.bounds.mayBeginRun) return dropRun(draft, beat)
  const run = touchRun(draft, known ?? openRun(draft, beat, latest), beat)
  const isOpen = run.state === 'running'
  if (!isOpen) ignoreBeat(draft, run, 'alreadyEnded')
  if (isPartBeat(beat)) {
    applyPartBeat(draft, run, beat)
  } else if (isOpen) {
    applyRunProgress(run, beat)
    endByParts(draft, beat, { run, step: null })
  }
  return run
}
