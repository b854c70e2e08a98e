import type { ClientBase } from 'pg'
import type { AlertEventType } from '@/lib/contract/events'
import type { ChannelRef } from './lock-channels'

/** A pending delivery that no digest holds. */
export interface QueuedDelivery {
  id: string
  type: AlertEventType
  monitorId: string | null
  attempt: number
  dueAt: number
  isLeased: boolean
  hasBody: boolean
  /** The first pending delivery for the same monitor and channel: itself, or the one that it waits for. */
  headId: string
  headDueAt: number
  /** The digest that holds the first one. Null: none does. */
  headDigestId: string | null
}

export interface ChannelQueue {
  queued: QueuedDelivery[]
  /** Alerts of the last minute that were tried or that a digest holds. */
  recentCount: number
}

/** What waits for each of these locked channels, in order, by channel id. */
export async function loadQueues(
  client: ClientBase,
  channels: readonly ChannelRef[],
  { alertTypes, windowMs }: { alertTypes: readonly string[]; windowMs: number },
): Promise<Map<string, ChannelQueue>> {
  const refs = [channels.map((c) => c.workspaceId), channels.map((c) => c.channelId)]
  const queues = new Map<string, ChannelQueue>(channels.map((c) => [c.channelId, { queued: [], recentCount: 0 }]))
  const [pending, recent] = await Promise.all([
    client.query({ text: PENDING, values: refs }),
    client.query({ text: RECENT, values: [...refs, alertTypes, windowMs] }),
  ])
  for (const row of pending.rows) {
    queues.get(row.channel_id)?.queued.push({
      id: row.id,
      type: row.type,
      monitorId: row.monitor_id,
      attempt: row.attempt,
      dueAt: row.next_attempt_at,
      isLeased: row.is_leased,
      hasBody: row.has_body,
      headId: row.head_id,
      headDueAt: row.head_due_at,
      headDigestId: row.head_digest_id,
    })
  }
  for (const row of recent.rows) {
    const queue = queues.get(row.channel_id)
    if (queue) queue.recentCount = row.count
  }
  return queues
}

const PENDING = `SELECT * FROM (
    SELECT d.channel_id, d.id, d.ordinal, d.type, d.monitor_id, d.attempt, d.next_attempt_at, d.digest_id,
      d.lease_token IS NOT NULL AND d.lease_until > clock_timestamp() AS is_leased, d.body IS NOT NULL AS has_body,
      first_value(d.id) OVER turn AS head_id, first_value(d.next_attempt_at) OVER turn AS head_due_at,
      first_value(d.digest_id) OVER turn AS head_digest_id
    FROM unnest($1::text[], $2::text[]) AS w(workspace_id, channel_id)
    JOIN delivery d USING (workspace_id, channel_id) WHERE d.state = 'pending'
    WINDOW turn AS (PARTITION BY d.workspace_id, d.channel_id, coalesce(d.monitor_id, d.id) ORDER BY d.ordinal)
  ) AS pending WHERE digest_id IS NULL ORDER BY ordinal`

// The newest 500 of the workspace are enough to see a storm: a larger one shows in what is pending.
const RECENT = `SELECT w.channel_id, count(*) AS count
  FROM unnest($1::text[], $2::text[]) AS w(workspace_id, channel_id), LATERAL (
    SELECT d.channel_id, d.type, d.created_at, d.state, d.attempt, d.digest_id FROM delivery d
    WHERE d.workspace_id = w.workspace_id ORDER BY d.ordinal DESC LIMIT 500
  ) AS d
  WHERE d.channel_id = w.channel_id AND d.type = ANY($3)
    AND d.created_at > clock_timestamp() - make_interval(secs => $4 / 1000.0)
    AND NOT (d.state = 'pending' AND d.attempt = 0 AND d.digest_id IS NULL)
  GROUP BY 1`
