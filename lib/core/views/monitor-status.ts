import type { Instant, MonitorState, MonitorStatus } from '../types'

/** What is shown of a monitor's status: the stored word, and what is derived from instants. */
export interface MonitorStatusView {
  status: MonitorStatus
  /** A finish was expected and has not come; it is still within grace. */
  late: boolean
  /** At least one run is open. */
  running: boolean
}

/** The monitor's status as it is to be shown at `now`. */
export function deriveMonitorStatus(
  monitor: Pick<MonitorState, 'status' | 'expectedAt' | 'openRunCount'>,
  now: Instant,
): MonitorStatusView {
  const { status, expectedAt, openRunCount } = monitor
  const isJudged = status === 'new' || status === 'up'
  return { status, late: isJudged && expectedAt !== null && expectedAt < now, running: openRunCount > 0 }
}
