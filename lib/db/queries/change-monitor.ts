import type { PoolClient } from 'pg'
import type { UpdateMonitorInput } from '@/lib/contract/monitors'
import { closeNotified } from '@/lib/db/sender/close-notified'
import { SETTING_COLUMNS } from '../setting-columns'

interface MonitorKey {
  workspaceId: string
  monitorId: string
}

type Settings = Omit<UpdateMonitorInput, 'channels'>

/**
 * Saves the given settings and raises the version of the configuration, in the state too, where
 * ingest and checker read it.
 */
export async function saveMonitorSettings(
  client: PoolClient,
  { workspaceId, monitorId }: MonitorKey,
  settings: Settings,
): Promise<void> {
  const values: unknown[] = [workspaceId, monitorId]
  const sets = ['config_version = config_version + 1', 'updated_at = clock_timestamp()']
  for (const { name, column, isJson } of SETTING_COLUMNS) {
    const value = settings[name as keyof Settings]
    if (value === undefined) continue
    values.push(isJson ? JSON.stringify(value) : value)
    sets.push(`${column} = $${values.length}`)
  }
  await client.query(`UPDATE monitor SET ${sets.join(', ')} WHERE workspace_id = $1 AND id = $2`, values)
  // With an edit the owner has reacted to the quarantine: the checker tries the monitor again.
  await client.query(
    `UPDATE monitor_state SET version = version + 1, config_version = config_version + 1, check_error = NULL
     WHERE workspace_id = $1 AND monitor_id = $2`,
    [workspaceId, monitorId],
  )
}

/**
 * Links the monitor to exactly these channels. Returns the ids that do not exist in the workspace;
 * the caller then rolls back.
 */
export async function replaceMonitorChannels(
  client: PoolClient,
  { workspaceId, monitorId }: MonitorKey,
  channelIds: readonly string[],
): Promise<string[]> {
  await client.query('DELETE FROM monitor_channel WHERE workspace_id = $1 AND monitor_id = $2', [
    workspaceId,
    monitorId,
  ])
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO monitor_channel (workspace_id, monitor_id, channel_id)
     SELECT workspace_id, $2, id FROM channel WHERE workspace_id = $1 AND id = ANY($3) RETURNING channel_id AS id`,
    [workspaceId, monitorId, channelIds],
  )
  const linked = new Set(rows.map((row) => row.id))
  return channelIds.filter((id) => !linked.has(id))
}

/**
 * Marks the monitor as deleted: it is not judged any more, and nothing is sent except that its
 * incident is closed. Its rows stay, so that its keys answer 410.
 */
export async function markMonitorDeleted(client: PoolClient, { workspaceId, monitorId }: MonitorKey): Promise<void> {
  const key = [workspaceId, monitorId]
  await client.query(
    'UPDATE monitor_state SET version = version + 1, deleted = true, attention_at = NULL WHERE workspace_id = $1 AND monitor_id = $2',
    key,
  )
  await closeNotified(client, { workspaceId, monitorId, reason: 'deleted' })
  await client.query('UPDATE monitor SET deleted_at = clock_timestamp() WHERE workspace_id = $1 AND id = $2', key)
  await client.query(
    `UPDATE incident SET closed_at = clock_timestamp()
     WHERE workspace_id = $1 AND monitor_id = $2 AND closed_at IS NULL`,
    key,
  )
  await client.query(
    `UPDATE delivery SET state = 'cancelled', ended_at = clock_timestamp(), lease_token = NULL, lease_until = NULL
     WHERE workspace_id = $1 AND monitor_id = $2 AND state = 'pending' AND type <> 'incident.closed'`,
    key,
  )
}
