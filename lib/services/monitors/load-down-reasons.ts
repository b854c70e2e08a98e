import type { MonitorRow } from '@/lib/db/queries/monitor-rows'
import { loadReasons, type ReasonRow } from '@/lib/db/queries/reasons'
import type { SqlClient } from '@/lib/db/queries/sql-in'

/**
 * The messages of the runs that brought these monitors down. No query if no monitor is down because
 * of a run.
 */
export function loadDownReasons(
  sql: SqlClient,
  workspaceId: string,
  rows: readonly MonitorRow[],
): Promise<ReasonRow[]> {
  return loadReasons(
    sql,
    rows.flatMap(({ downRunId, downPart }) => (downRunId ? [{ workspaceId, runId: downRunId, part: downPart }] : [])),
  )
}
