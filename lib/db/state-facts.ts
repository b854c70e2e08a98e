import type { StateFact } from '@/lib/core'
import type { FactSql } from './rule-sql'

/** The core's facts of a monitor as they are stored, at an instant; `s` is its row in `monitor_state`. */
export const stateFacts = (at: string): FactSql<StateFact> => ({
  new: `s.status = 'new'`,
  up: `s.status = 'up'`,
  down: `s.status = 'down'`,
  paused: `s.status = 'paused'`,
  hasOpenRun: 's.open_run_count > 0',
  isOverdue: `s.expected_at < ${at}`,
})
