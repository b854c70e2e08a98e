import type { PoolClient } from 'pg'
import type { MonitorConfig, MonitorState } from '@/lib/core/types'
import { type ConfigRow, rowToConfig, rowToState, type StateRow } from '@/lib/db/monitor-state'

export interface LockedMonitor {
  state: MonitorState
  config: MonitorConfig
  /** How many runs it had so far. */
  runCount: number
  /** The database's clock, read under the lock. Milliseconds. */
  now: number
}

/**
 * Locks the monitor against beats, the checker and other edits until the transaction ends. Null: it
 * does not exist, is deleted, or is not in the family `reach`.
 */
export async function lockMonitor(
  client: PoolClient,
  { workspaceId, monitorId, reach = null }: { workspaceId: string; monitorId: string; reach?: string | null },
): Promise<LockedMonitor | null> {
  const key = [workspaceId, monitorId]
  const { rows: states } = await client.query<StateRow & { run_count: number }>(
    'SELECT * FROM monitor_state WHERE workspace_id = $1 AND monitor_id = $2 AND NOT deleted FOR UPDATE',
    key,
  )
  if (!states[0]) return null
  // A second statement, so that it sees the edit that held the lock before.
  const { rows: monitors } = await client.query<ConfigRow & { now: number; family: string | null }>(
    'SELECT *, clock_timestamp() AS now FROM monitor WHERE workspace_id = $1 AND id = $2',
    key,
  )
  if (reach !== null && monitors[0]?.family !== reach) return null
  const { run_count: runCount, ...state } = states[0]
  return { state: rowToState(state), config: rowToConfig(monitors[0]!), runCount, now: monitors[0]!.now }
}
