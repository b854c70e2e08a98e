import { silenceDeadline, stallDeadline } from '../limits'
import type { Instant, MonitorConfig, PartState, Run, RunState } from '../types'

export type ShownRun = RunState | 'silent' | 'stalled'
/** `ended`: with its run, without a word of its own; `died`: where its run came to a bad end. */
export type ShownPart = PartState | 'ended' | 'died' | 'silent' | 'stalled'

/** What is shown of a run's state: the stored word, and what is derived from instants. */
export interface RunStateView {
  state: RunState
  /** Open, but `done` has not moved within its limit. */
  stalled: boolean
  /** Open, but no beat came within the limit. */
  silent: boolean
}

type RunInstants = Pick<Run, 'state' | 'silentFromAt' | 'silentAt' | 'stalledFromAt' | 'stalledAt'>

/** The run's state as it is to be shown at `now`, ahead of the checker if need be. */
export function deriveRunState(
  run: RunInstants,
  config: Pick<MonitorConfig, 'silenceSeconds' | 'stallSeconds'>,
  now: Instant,
): RunStateView {
  const isOpen = run.state === 'running'
  return {
    state: run.state,
    stalled: isOpen && isPast(run.stalledAt ?? stallDeadline(run, config), now),
    silent: isOpen && isPast(run.silentAt ?? silenceDeadline(run, config), now),
  }
}

/** The one word for it: what is silent is not merely stalled. */
export function shownRun({ state, stalled, silent }: RunStateView): ShownRun {
  if (silent) return 'silent'
  return stalled ? 'stalled' : state
}

/** The state of a part as it is to be shown: an open one shares what its run has come to. */
export function shownPart(state: PartState, run: ShownRun): ShownPart {
  if (state !== 'running') return state
  if (run === 'running' || run === 'silent' || run === 'stalled') return run
  return run === 'failed' || run === 'timed_out' || run === 'lost' ? 'died' : 'ended'
}

function isPast(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now
}
