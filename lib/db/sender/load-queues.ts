import type { ClientBase } from 'pg'
import type { AlertEventType } from '@/lib/contract/events'
import type { ChannelRef } from './lock-channels'

/** A pending delivery that is not in a digest. */
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
  /** The digest that contains the first one. Null: none. */
  headDigestId: string | null
  /** Whether an earlier delivery of its monitor was tried and will be tried again. */
  waitsForTried?: boolean
}

export interface ChannelQueue {
  queued: QueuedDelivery[]
  /** Alerts of the last minute that were tried or are in a digest. */
  recentCount: number
}

/**
 * The waiting deliveries of each of these locked channels, in order, by channel id. Not all of
 * them: those that can be sent next, those without a try (at most 2,000, for digests), and some
 * that are due but must wait.
 */
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
      waitsForTried: row.waits_for_tried,
    })
  }
  for (const row of recent.rows) {
    const queue = queues.get(row.channel_id)
    if (queue) queue.recentCount = row.count
  }
  return queues
}

const OWN = `d.workspace_id = w.workspace_id AND d.channel_id = w.channel_id AND d.state = 'pending' AND d.digest_id IS NULL`

// Each part reads an index in its order and stops, so a queue of thousands costs no more than a short one.
const PENDING = `SELECT d.channel_id, d.id, d.type, d.monitor_id, d.attempt, d.next_attempt_at,
    d.lease_token IS NOT NULL AND d.lease_until > clock_timestamp() AS is_leased, d.body IS NOT NULL AS has_body,
    coalesce(head.id, d.id) AS head_id, coalesce(head.next_attempt_at, d.next_attempt_at) AS head_due_at,
    head.digest_id AS head_digest_id, coalesce(tried.is_so, false) AS waits_for_tried
  FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, channel_id) CROSS JOIN LATERAL (
    (SELECT d.id FROM delivery d WHERE ${OWN} AND d.next_attempt_at <= clock_timestamp()
      AND (d.monitor_id IS NULL OR d.id = (SELECT e.id FROM delivery e WHERE e.workspace_id = d.workspace_id
        AND e.channel_id = d.channel_id AND e.monitor_id = d.monitor_id AND e.state = 'pending'
        ORDER BY e.workspace_id, e.channel_id, e.monitor_id, e.ordinal LIMIT 1))
      ORDER BY d.workspace_id, d.channel_id, d.next_attempt_at LIMIT 32)
    UNION (SELECT d.id FROM delivery d WHERE ${OWN} AND d.next_attempt_at <= clock_timestamp()
      ORDER BY d.workspace_id, d.channel_id, d.next_attempt_at LIMIT 32)
    UNION (SELECT d.id FROM delivery d WHERE ${OWN} AND d.attempt = 0
      ORDER BY d.workspace_id, d.channel_id, d.ordinal LIMIT 2000)
    UNION (SELECT d.id FROM delivery d WHERE ${OWN} AND d.attempt = 0 AND d.type = 'digest'
      ORDER BY d.workspace_id, d.channel_id, d.ordinal LIMIT 4)
  ) AS picked
  JOIN delivery d ON d.workspace_id = w.workspace_id AND d.id = picked.id
  LEFT JOIN LATERAL (
    SELECT h.id, h.next_attempt_at, h.digest_id FROM delivery h WHERE h.workspace_id = d.workspace_id
      AND h.channel_id = d.channel_id AND h.monitor_id = d.monitor_id AND h.state = 'pending'
      ORDER BY h.workspace_id, h.channel_id, h.monitor_id, h.ordinal LIMIT 1
  ) AS head ON true
  LEFT JOIN LATERAL (
    SELECT true AS is_so FROM delivery t WHERE t.workspace_id = d.workspace_id AND t.channel_id = d.channel_id
      AND t.monitor_id = d.monitor_id AND t.state = 'pending' AND t.ordinal < d.ordinal AND t.attempt > 0 AND t.digest_id IS NULL
      LIMIT 1
  ) AS tried ON true
  ORDER BY d.ordinal`

// The newest 500 of the workspace are enough to detect a storm: a larger one is visible in the
// pending deliveries.
const RECENT = `SELECT w.channel_id, count(*) AS count
  FROM (SELECT DISTINCT workspace_id FROM unnest($1::uuid[]) AS workspace_id) AS own CROSS JOIN LATERAL (
    SELECT d.workspace_id, d.channel_id, d.type, d.created_at, d.state, d.attempt, d.digest_id FROM delivery d
    WHERE d.workspace_id = own.workspace_id ORDER BY d.workspace_id, d.ordinal DESC LIMIT 500
  ) AS d JOIN unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, channel_id)
    ON w.workspace_id = d.workspace_id AND w.channel_id = d.channel_id
  WHERE d.type = ANY($3) AND d.created_at > clock_timestamp() - make_interval(secs => $4 / 1000.0)
    AND NOT (d.state = 'pending' AND d.attempt = 0 AND d.digest_id IS NULL)
  GROUP BY 1`
