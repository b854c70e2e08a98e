import { silenceDeadline, stallDeadline } from '../runs/limits'
import type { Instant, MonitorConfig, PartState, Run, RunState } from '../types'

export type ShownRun = RunState | 'silent' | 'stalled'
/** `ended`: ended with its run, without its own finish. `died`: its run failed, timed out or was lost. */
export type ShownPart = PartState | 'ended' | 'died' | 'silent' | 'stalled'

/** The shown state of a run: the stored state, and what follows from instants. */
export interface RunStateView {
  state: RunState
  /** Open, but `done` has not moved within its limit. */
  stalled: boolean
  /** Open, but no beat came within the limit. */
  silent: boolean
}

type RunInstants = Pick<Run, 'state' | 'silentFromAt' | 'silentAt' | 'stalledFromAt' | 'stalledAt'>

/** The state of the run to show at `now`. It may be newer than the last check. */
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

/** The one word to show: a run that is silent and stalled is shown as silent. */
export function shownRun({ state, stalled, silent }: RunStateView): ShownRun {
  if (silent) return 'silent'
  return stalled ? 'stalled' : state
}

/** The state of a part to show: an open part takes the state of its run. */
export function shownPart(state: PartState, run: ShownRun): ShownPart {
  if (state !== 'running') return state
  if (run === 'running' || run === 'silent' || run === 'stalled') return run
  return run === 'failed' || run === 'timed_out' || run === 'lost' ? 'died' : 'ended'
}

function isPast(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now
}
