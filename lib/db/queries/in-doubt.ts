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
