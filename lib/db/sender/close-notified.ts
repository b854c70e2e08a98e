import type { PoolClient } from 'pg'
import { derivedId } from '../derived-id'

/**
 * Queues the message that the monitor's open incident is closed, for each channel that got its
 * `down` or may have got it in a failed try. Call it before the incident is closed.
 * `isUnsentDropped`: deliveries that were not sent yet will not be sent. A `down` that was never
 * tried will itself say that the monitor is paused.
 */
export async function closeNotified(
  client: PoolClient,
  {
    workspaceId,
    monitorId,
    reason,
    isUnsentDropped,
  }: {
    workspaceId: string
    monitorId: string
    reason: 'paused' | 'deleted'
    isUnsentDropped: boolean
  },
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
      WHERE i.workspace_id = $1 AND i.monitor_id = $2 AND i.closed_at IS NULL
        AND (d.state IN ('sent', 'merged') OR (d.state = 'pending' AND d.lease_until > clock_timestamp())
          OR (d.state = 'pending' AND NOT $4 AND (d.attempt > 0 OR d.digest_id IS NOT NULL)))
      ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING`,
    values: [workspaceId, monitorId, reason, isUnsentDropped],
  })
}
