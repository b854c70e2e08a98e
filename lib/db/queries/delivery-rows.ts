import type { Delivery } from '../generated/client'
import { columns } from './columns'
import type { Plain } from './plain'
import type { SqlClient } from './sql-in'

const OF_DELIVERY = [
  ...(['id', 'ordinal', 'type', 'state', 'channelId', 'monitorId', 'runId', 'digestId', 'attempt'] as const),
  ...(['nextAttemptAt', 'createdAt', 'endedAt'] as const),
] satisfies (keyof Delivery)[]

/** A delivery with the names of its channel and monitor. */
export interface DeliveryRow extends Plain<Pick<Delivery, (typeof OF_DELIVERY)[number]>> {
  channelName: string
  channelKind: string
  monitorName: string | null
  isDue: boolean
  /** Whether an earlier delivery of the same monitor waits for the same channel. */
  isBehind: boolean
  /** Null: the channel works, as far as is known. */
  channelFailingSince: number | null
  log: Record<string, unknown>[]
}

export interface DeliveryFilter {
  deliveryId?: string
  channelId?: string
  monitorId?: string
  state?: string
  /** The only family that the caller may see; then deliveries without a monitor are left out. Null: all. */
  reach: string | null
  below: number | null
  limit: number
}

/** Deliveries of a workspace below an ordinal (null: from the newest), newest first. */
export async function loadDeliveries(
  sql: SqlClient,
  workspaceId: string,
  { deliveryId, channelId, monitorId, state, reach, below, limit }: DeliveryFilter,
): Promise<DeliveryRow[]> {
  const filter = [deliveryId ?? null, channelId ?? null, monitorId ?? null, state ?? null]
  const { rows } = await sql.query<DeliveryRow>(
    `SELECT ${columns('d', OF_DELIVERY)}, d.log, c.name AS "channelName", c.kind AS "channelKind", m.name AS "monitorName",
       c.failing_since AS "channelFailingSince", d.next_attempt_at <= clock_timestamp() AS "isDue",
       d.state = 'pending' AND EXISTS (
         SELECT 1 FROM delivery e WHERE e.workspace_id = d.workspace_id AND e.channel_id = d.channel_id
           AND e.monitor_id = d.monitor_id AND e.state = 'pending' AND e.ordinal < d.ordinal) AS "isBehind"
     FROM delivery d JOIN channel c ON c.workspace_id = d.workspace_id AND c.id = d.channel_id
     LEFT JOIN monitor m ON m.workspace_id = d.workspace_id AND m.id = d.monitor_id
     WHERE d.workspace_id = $1 AND ($2::uuid IS NULL OR d.id = $2) AND ($3::uuid IS NULL OR d.channel_id = $3)
       AND ($4::uuid IS NULL OR d.monitor_id = $4) AND ($5::text IS NULL OR d.state = $5)
       AND ($6::int8 IS NULL OR d.ordinal < $6) AND ($8::text IS NULL OR m.family = $8)
     ORDER BY d.ordinal DESC LIMIT $7`,
    [workspaceId, ...filter, below, limit, reach],
  )
  return rows
}

/**
 * Queues a dead-letter delivery again, as if it was never tried, but not for recipients that
 * already have it; its log stays. False: it does not exist or is not dead.
 */
export async function requeueDelivery(sql: SqlClient, workspaceId: string, deliveryId: string): Promise<boolean> {
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE delivery SET state = 'pending', attempt = 0, next_attempt_at = clock_timestamp(), ended_at = NULL,
       lease_until = NULL, lease_token = NULL,
       recipients = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(recipients) WHERE value = '"sent"')
     WHERE workspace_id = $1 AND id = $2 AND state = 'dead' RETURNING id`,
    [workspaceId, deliveryId],
  )
  return rows.length === 1
}
