import { wideStatement } from '@/lib/db/wide'

export interface UnjudgedToSave {
  workspaceId: string
  monitorId: string
  outageSeq: number
  expectedAt: number
  runId: string
}

export const insertUnjudged = wideStatement<UnjudgedToSave>(
  'insert_unjudged',
  [
    ['workspace_id', 'text', (r) => r.workspaceId],
    ['outage_seq', 'int8', (r) => r.outageSeq],
    ['monitor_id', 'text', (r) => r.monitorId],
    ['expected_at', 'instant', (r) => r.expectedAt],
    ['run_id', 'text', (r) => r.runId],
  ],
  (
    rows,
    names,
  ) => `INSERT INTO unjudged (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t
    ON CONFLICT DO NOTHING`,
)
