import type { Draft } from '../monitors/draft'
import type { Beat, Run } from '../types'
import { latestAnonymous } from './anonymous-run'

/** The run that the beat belongs to, and the latest attempt of its key. Null: none. */
export interface Candidates {
  run: Run | null
  latest: Run | null
}

/** Finds the run that the beat belongs to: by its key and attempt, else an anonymous run. */
export function whichRun(draft: Draft, beat: Beat): Candidates {
  if (beat.runKey === null) return latestAnonymous(draft, beat)
  let named: Run | null = null
  let latest: Run | null = null
  for (const candidate of draft.runs) {
    if (candidate.key !== beat.runKey) continue
    if (candidate.attempt === beat.attempt) named = candidate
    if (latest === null || candidate.attempt > latest.attempt) latest = candidate
  }
  return { run: beat.attempt === null ? latest : named, latest }
}

/** Whether the beat names an attempt before the latest one. */
export function isOfOlderAttempt(beat: Beat, latest: Run | null): boolean {
  return latest !== null && beat.runKey !== null && beat.attempt !== null && beat.attempt < latest.attempt
}
