import { isPartBeat } from '../beats/beat-level'
import { warnings } from '../beats/warnings'
import { changeRun, type Draft } from '../monitors/draft'
import { recordStart } from '../schedule/expectations'
import type { Beat, Run } from '../types'
import { blankRun } from './blank-run'
import { maxRuntimeMs } from './durations'
import { loseRun } from './lost-run'
import { MAX_OPEN_RUNS } from './max-open-runs'

/** Opens a run for the beat: the next attempt after the latest one. An attempt that is still open is lost. */
export function openRun(draft: Draft, beat: Beat, latest: Run | null): Run {
  const at = beat.receivedAt
  const run = addRun(draft, beat, { latest, attempt: Math.max(beat.attempt ?? 1, (latest?.attempt ?? 0) + 1) })
  const maxRuntime = maxRuntimeMs(draft.config)
  run.startedAt = at
  run.partOpened = isPartBeat(beat)
  run.deadlineAt = maxRuntime === null ? null : at + maxRuntime
  if (draft.state.openRunCount > MAX_OPEN_RUNS) loseOldestRun(draft, run)
  recordStart(draft, at)
  return run
}

/** Adds a run whose start was never received. The beat that names it will end it. */
export function recordRun(draft: Draft, beat: Beat, latest: Run | null): Run {
  return addRun(draft, beat, { latest, attempt: beat.attempt ?? 1 })
}

function addRun(draft: Draft, beat: Beat, { latest, attempt }: { latest: Run | null; attempt: number }): Run {
  const { newRunId: id, runKey: key, receivedAt } = beat
  const run = blankRun({ id, key, attempt: key === null ? 1 : attempt }, receivedAt)
  if (latest !== null && latest.state === 'running') supersede(draft, latest, run)
  draft.runs = [...draft.runs, run]
  draft.state.openRunCount += 1
  if (key === null) draft.state.anonymousUntilAt = null
  return run
}

function supersede(draft: Draft, open: Run, by: Run): void {
  if (by.key !== null && by.attempt < open.attempt) return
  draft.warnings.push(by.key === null ? warnings.overlap : warnings.supersededAttempt)
  loseRun(draft, changeRun(draft, open), by.lastBeatAt)
}

function loseOldestRun(draft: Draft, newest: Run): void {
  let oldest: Run | null = null
  for (const run of draft.runs) {
    if (run.state !== 'running' || run === newest || run.startedAt === null) continue
    if (oldest?.startedAt == null || run.startedAt < oldest.startedAt) oldest = run
  }
  if (oldest === null) return
  draft.warnings.push(warnings.tooManyOpenRuns)
  loseRun(draft, changeRun(draft, oldest), newest.lastBeatAt)
}
