import { OCCURRENCE_IN_DOUBT, RUN_IN_DOUBT } from '@/lib/core/outages/in-doubt'
import { ruleSql } from '../rule-sql'

/** What is in doubt. Instants are milliseconds. */
export interface InDoubtRow {
  expectedAt: number
  deadlineAt: number
  from: number
  to: number
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

/** The latest doubt for which `condition` is true; the condition names the table `u`. */
export const inDoubt = (condition: string) => `(SELECT jsonb_build_object('expectedAt', ${MS('u.expected_at')},
    'deadlineAt', ${MS('u.deadline_at')}, 'from', ${MS('u.away_from_at')}, 'to', ${MS('u.away_to_at')})
  FROM unjudged u WHERE u.in_doubt AND ${condition} ORDER BY u.outage_seq DESC LIMIT 1)`

/** The core's rule for an occurrence. The arguments are columns of the monitor's state, and `u` is the doubt. */
export const isOccurrenceInDoubt = ({ status, expectedAt }: { status: string; expectedAt: string }) =>
  ruleSql(OCCURRENCE_IN_DOUBT, {
    new: `${status} = 'new'`,
    up: `${status} = 'up'`,
    down: `${status} = 'down'`,
    paused: `${status} = 'paused'`,
    isStillExpected: `${expectedAt} = u.expected_at`,
  })

/** The core's rule for a run: `r` is the run that the doubt `u` names. */
export const IS_RUN_IN_DOUBT = ruleSql(RUN_IN_DOUBT, {
  isOpen: `r.state = 'running'`,
  isUnheard: 'r.last_beat_at < u.away_to_at',
})
