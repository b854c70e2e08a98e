import { silenceDeadline, stallDeadline } from '../limits'
import type { Instant, MonitorConfig, Run, RunState } from '../types'

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

function isPast(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now
}
