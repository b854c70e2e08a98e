import { changeRun, type Draft } from '../monitors/draft'
import type { Instant, MonitorState, Run } from '../types'

/** The precision of usual times, in ms. */
export const TENTH_MS = 100
const KEPT = 20
const NOT_AWAY: Pick<Run, 'awayFromAt' | 'awayToAt'> = { awayFromAt: null, awayToAt: null }
const FINISHES = new Set<Run['state']>(['succeeded', 'partial', 'failed'])

/**
 * Records the end of a run that this beat ended as a usual time, for its schedule and for its
 * start. Call it after the next expected finish was set. If an outage had marked the run, the mark
 * is removed: the finish that came counts.
 */
export function noteFinish(draft: Draft, run: Run | null, at: Instant): void {
  if (run === null || !FINISHES.has(run.state)) return
  const was = draft.before.runs.find(({ id }) => id === run.id)
  if (run.awayFromAt !== null) Object.assign(changeRun(draft, run), NOT_AWAY)
  if (was !== undefined && was.state !== 'running') return
  const { state } = draft
  noteFinishWithoutRun(draft, at)
  if (run.startedAt !== null) state.usualDurations = withOne(state.usualDurations, at - run.startedAt)
}

/** The same for a finish without a run. Call it after the next expected finish was set. */
export function noteFinishWithoutRun(draft: Draft, at: Instant): void {
  const { state } = draft
  const finish = usualFinish(draft, at)
  if (finish !== null) state.usualFinishes = withOne(state.usualFinishes, finish)
}

/**
 * Removes the usual times from the state, which is changed in place. Lists that are empty already
 * are not replaced.
 */
export function forgetUsual(state: MonitorState): void {
  if (state.usualFinishes.length > 0) state.usualFinishes = []
  if (state.usualDurations.length > 0) state.usualDurations = []
}

/** The time from the start of the wait to the finish, in ms. Null: the finish gives no usual time. */
function usualFinish({ state, config, before }: Draft, at: Instant): number | null {
  const { schedule, graceSeconds } = config
  const { expectedAt, lastSuccessAt } = before.state
  // Nothing is expected while paused.
  if (expectedAt === null) return null
  if (schedule.type !== 'interval') {
    const occurrence = state.startedForAt
    return occurrence === null || occurrence < expectedAt ? null : at - occurrence
  }
  const isAfterSuccess = lastSuccessAt !== null && expectedAt === lastSuccessAt + schedule.seconds * 1000
  return isAfterSuccess && at <= expectedAt + graceSeconds * 1000 ? at - lastSuccessAt : null
}

function withOne(known: readonly number[], ms: number): readonly number[] {
  return [...known.slice(1 - KEPT), Math.floor(ms / TENTH_MS)]
}
