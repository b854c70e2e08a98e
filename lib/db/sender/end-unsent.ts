import type { Pool } from 'pg'
import { DEAD_UNSENT_AFTER_MS } from '@/lib/core/delivery/retry'

const REASON =
  'No worker could send it for a day, because a setting or a secret of the installation is missing, such as SMTP_URL for mail.'

/** What a worker cannot send because a setting is missing: all channels of some kinds, or some channels. */
export interface Unable {
  kinds: readonly string[]
  channelIds: readonly string[]
}

/**
 * Makes dead letters of deliveries that were due for `DEAD_UNSENT_AFTER_MS` by the checker's clock (`clock`, ms)
 * and that no worker could send, together with the members of their digests. Only for channels that
 * this worker cannot send to either.
 */
export async function expireUnsent(pool: Pool, { clock, unable }: { clock: number; unable: Unable }): Promise<void> {
  await pool.query({
    name: 'expire_unsent',
    text: `WITH expired AS (
        UPDATE delivery d SET state = 'dead', ended_at = clock_timestamp(), log = d.log || jsonb_build_object(
          'at', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', 'refused', 'reason', $1::text)
        FROM channel c WHERE c.workspace_id = d.workspace_id AND c.id = d.channel_id AND (c.kind = ANY($3) OR c.id = ANY($4))
          AND d.state = 'pending' AND d.attempt = 0 AND d.digest_id IS NULL
          AND d.next_attempt_at < to_timestamp($2 / 1000.0)
        RETURNING d.workspace_id, d.id, d.type
      ) UPDATE delivery m SET state = 'dead', ended_at = clock_timestamp() FROM expired e
        WHERE e.type = 'digest' AND m.workspace_id = e.workspace_id AND m.digest_id = e.id AND m.state = 'pending'`,
    values: [REASON, clock - DEAD_UNSENT_AFTER_MS, unable.kinds, unable.channelIds],
  })
}

/**
 * Cancels pending deliveries of workspaces that are being deleted: no one gets a message about
 * them. A try that is running is not cancelled.
 */
export async function cancelOfDeletedWorkspaces(pool: Pool): Promise<void> {
  await pool.query({
    name: 'cancel_of_deleted_workspaces',
    text: `UPDATE delivery d SET state = 'cancelled', ended_at = clock_timestamp(), lease_token = NULL, lease_until = NULL
      FROM workspace w WHERE w.delete_after IS NOT NULL AND d.workspace_id = w.id AND d.state = 'pending'
        AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())`,
  })
}
