import type { ClientBase } from 'pg'
import type { MonitorRow } from '@/lib/db/queries/monitor-rows'
import { loadReasons, type ReasonRow } from '@/lib/db/queries/reasons'

/**
 * The messages of the runs that brought these monitors down. No query if no monitor is down because
 * of a run.
 */
export function loadDownReasons(
  client: ClientBase,
  workspaceId: string,
  rows: readonly MonitorRow[],
): Promise<ReasonRow[]> {
  return loadReasons(
    client,
    rows.flatMap(({ downRunId, downPart }) => (downRunId ? [{ workspaceId, runId: downRunId, part: downPart }] : [])),
  )
}
