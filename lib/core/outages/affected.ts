import { all, any, isTrue, type Rule } from '../rule'
import type { Instant, MonitorState } from '../types'
import { holdsOf, type StateFact } from '../views/shown-status'

/**
 * Which monitors an outage may affect, seen at the end of its recovery window: those that wait for something. What is
 * expected later is judged at its own deadline, with the outage.
 */
export const AFFECTED: Rule<StateFact> = all(
  any('new', 'up', 'down'),
  any('hasOpenRun', all(any('new', 'up'), 'isOverdue')),
)

/** Whether an outage with this end of its recovery window may affect the monitor. */
export function mayBeAffected(
  state: Pick<MonitorState, 'status' | 'openRunCount' | 'expectedAt'>,
  recoversAt: Instant,
): boolean {
  return isTrue(AFFECTED, holdsOf(state, recoversAt))
}
