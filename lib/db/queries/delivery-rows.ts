import type { ClientBase, Pool } from 'pg'

type Queryable = Pick<Pool | ClientBase, 'query'>

/** A delivery with the names of its channel and monitor. Instants are milliseconds. */
export interface DeliveryRow {
  id: string
  ordinal: number
  type: string
  state: string
  channelId: string
  channelName: string
  channelKind: string
  monitorId: string | null
  monitorName: string | null
  runId: string | null
  digestId: string | null
  attempt: number
  nextAttemptAt: number
  isDue: boolean
  /** Whether an earlier delivery of the same monitor waits for the same channel. */
  isBehind: boolean
  /** Null: the channel works, as far as is known. */
  channelFailingSince: number | null
  log: Record<string, unknown>[]
  createdAt: number
  endedAt: number | null
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
  db: Queryable,
  workspaceId: string,
  { deliveryId, channelId, monitorId, state, reach, below, limit }: DeliveryFilter,
): Promise<DeliveryRow[]> {
  const filter = [deliveryId ?? null, channelId ?? null, monitorId ?? null, state ?? null]
  const { rows } = await db.query<DeliveryRow>(
    `SELECT d.id, d.ordinal::float8 AS ordinal, d.type, d.state, d.channel_id AS "channelId", c.name AS "channelName",
       c.kind AS "channelKind", d.monitor_id AS "monitorId", m.name AS "monitorName", d.run_id AS "runId",
       d.digest_id AS "digestId", d.attempt, d.next_attempt_at AS "nextAttemptAt",
       d.next_attempt_at <= clock_timestamp() AS "isDue", c.failing_since AS "channelFailingSince", d.log, d.created_at AS "createdAt",
       d.ended_at AS "endedAt", d.state = 'pending' AND EXISTS (
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
export async function requeueDelivery(db: Queryable, workspaceId: string, deliveryId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE delivery SET state = 'pending', attempt = 0, next_attempt_at = clock_timestamp(), ended_at = NULL,
       lease_until = NULL, lease_token = NULL,
       recipients = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(recipients) WHERE value = '"sent"')
     WHERE workspace_id = $1 AND id = $2 AND state = 'dead'`,
    [workspaceId, deliveryId],
  )
  return rowCount === 1
}
