import type { Unjudged } from '@/lib/core/types'
import { bulkStatement } from '@/lib/db/bulk-statement'

/** What could not be judged or, in doubt, may not be judged at its deadline. */
export interface UnjudgedToSave extends Unjudged {
  workspaceId: string
  monitorId: string
  /** Empty: an occurrence in doubt, which has no run. */
  runId: string
  inDoubt: boolean
}

export const insertUnjudged = bulkStatement<UnjudgedToSave>(
  'insert_unjudged',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['outage_seq', 'int8', (r) => r.outageSeq],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['expected_at', 'instant', (r) => r.expectedAt],
    ['run_id', 'uuid', (r) => r.runId],
    ['deadline_at', 'instant', (r) => r.deadlineAt],
    ['away_from_at', 'instant', (r) => r.away.from],
    ['away_to_at', 'instant', (r) => r.away.to],
    ['in_doubt', 'bool', (r) => r.inDoubt],
  ],
  (
    rows,
    names,
  ) => `INSERT INTO unjudged (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t
    ON CONFLICT DO NOTHING`,
)
