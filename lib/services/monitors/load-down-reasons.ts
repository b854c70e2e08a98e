import type { ClientBase } from 'pg'
import type { MonitorRow } from '@/lib/db/queries/monitor-rows'
import { loadReasons, type ReasonRow } from '@/lib/db/queries/reasons'

/** What the runs behind the failures of these monitors said. No query where none is down by a run. */
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
