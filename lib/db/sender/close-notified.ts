import type { PoolClient } from 'pg'
import { type CloseReason, TOLD_OF_CLOSE } from '@/lib/core/delivery/closed-incident'
import { derivedId } from '../derived-id'
import { ruleSql } from '../rule-sql'

// In SQL, because the deliveries must not change between the decision and the message.
const IS_TOLD = ruleSql(TOLD_OF_CLOSE, {
  sent: `d.state = 'sent'`,
  merged: `d.state = 'merged'`,
  pending: `d.state = 'pending'`,
  isLeased: 'd.lease_until > clock_timestamp()',
  isTried: 'd.attempt > 0',
  isInDigest: 'd.digest_id IS NOT NULL',
  isPaused: `$3::text = 'paused'`,
})

/**
 * Queues the message that the monitor's open incident is closed, for each channel that the core's
 * rule names. Call it before the incident is closed.
 */
export async function closeNotified(
  client: PoolClient,
  { workspaceId, monitorId, reason }: { workspaceId: string; monitorId: string; reason: CloseReason },
): Promise<void> {
  await client.query({
    name: 'close_notified',
    text: `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, flip_id, event)
      SELECT d.workspace_id, ${derivedId('i.open_flip_id', "(d.channel_id::text || 'closed')")}, d.channel_id, 'incident.closed',
        'closed:' || i.id, d.monitor_id, d.flip_id,
        jsonb_build_object('at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'reason', $3::text, 'part', NULL)
      FROM incident i JOIN delivery d ON d.workspace_id = i.workspace_id AND d.monitor_id = i.monitor_id
        AND d.flip_id = i.open_flip_id AND d.type = 'monitor.down'
      WHERE i.workspace_id = $1 AND i.monitor_id = $2 AND i.closed_at IS NULL AND ${IS_TOLD}
      ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING`,
    values: [workspaceId, monitorId, reason],
  })
}
