import type { ClientBase } from 'pg'
import type { Part, Run } from '@/lib/core/types'
import type { MonitorRef } from './configs'
import { type RunRow, rowToPart, rowToRun } from './rows'

type Ref = Pick<MonitorRef, 'workspaceId' | 'monitorId'>

/** Every open run of these monitors, oldest first, by monitor id. */
export async function loadOpenRuns(client: ClientBase, monitors: readonly Ref[]): Promise<Map<string, Run[]>> {
  const { rows } = await client.query<RunRow>({
    name: 'open_runs',
    text: `SELECT r.* FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, monitor_id)
           CROSS JOIN LATERAL (SELECT * FROM run WHERE workspace_id = w.workspace_id AND monitor_id = w.monitor_id
             AND state = 'running' ORDER BY started_at LIMIT 1000) r`,
    values: [monitors.map((m) => m.workspaceId), monitors.map((m) => m.monitorId)],
  })
  const byMonitor = new Map<string, Run[]>()
  for (const row of rows) {
    const list = byMonitor.get(row.monitor_id)
    if (list) list.push(rowToRun(row))
    else byMonitor.set(row.monitor_id, [rowToRun(row)])
  }
  return byMonitor
}

/**
 * These lost runs, by id, each with the part that most likely hangs: a shard rather than a step,
 * the oldest last beat first.
 */
export async function loadLostRuns(
  client: ClientBase,
  runs: readonly { workspaceId: string; runId: string }[],
): Promise<Map<string, { run: Run; parts: Part[] }>> {
  const ids = [runs.map((r) => r.workspaceId), runs.map((r) => r.runId)]
  const given = 'unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, id)'
  const [found, hanging] = await Promise.all([
    client.query<RunRow>({
      name: 'lost_runs',
      text: `SELECT r.* FROM ${given} JOIN run r USING (workspace_id, id)`,
      values: ids,
    }),
    client.query({
      name: 'hanging_parts',
      text: `SELECT p.* FROM ${given} CROSS JOIN LATERAL (SELECT * FROM run_part WHERE workspace_id = w.workspace_id AND run_id = w.id
        AND state = 'running' ORDER BY shard = '', last_beat_at, position LIMIT 1) p`,
      values: ids,
    }),
  ])
  const parts = hanging.rows.map(rowToPart)
  return new Map(
    found.rows.map((row) => [row.id as string, { run: rowToRun(row), parts: parts.filter((p) => p.runId === row.id) }]),
  )
}

/** Every part of these runs, by run id. */
export async function loadParts(
  client: ClientBase,
  runs: readonly { workspaceId: string; runId: string }[],
): Promise<Map<string, Part[]>> {
  const { rows } = await client.query({
    name: 'parts',
    text: `SELECT p.* FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, run_id)
           JOIN run_part p USING (workspace_id, run_id) ORDER BY p.position`,
    values: [runs.map((r) => r.workspaceId), runs.map((r) => r.runId)],
  })
  const byRun = new Map<string, Part[]>()
  for (const row of rows) {
    const list = byRun.get(row.run_id)
    if (list) list.push(rowToPart(row))
    else byRun.set(row.run_id, [rowToPart(row)])
  }
  return byRun
}
