import type { RecordedBeatView } from '@/lib/contract/recorded-beats'
import type { RunView } from '@/lib/contract/runs'

/** What the page of a run shows, and what its stream of events carries. */
export interface LiveRun {
  run: RunView
  /** The latest beats of the run, newest first, without their output. */
  beats: RecordedBeatView[]
}

/** One event: the whole again, but the output only when it is another one. */
export interface LiveRunEvent extends LiveRun {
  sameOutput: boolean
}

/** What is known after an event. */
export function applyLiveRunEvent(before: LiveRun, { run, beats, sameOutput }: LiveRunEvent): LiveRun {
  return { run: sameOutput ? { ...run, output: before.run.output } : run, beats }
}
