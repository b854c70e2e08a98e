import type { Pool } from 'pg'
import { noteFailure, noteSuccess } from './note-channel'

/** The result of a mail by address. */
export type Recipients = Readonly<Record<string, 'sent' | 'refused'>>

export interface AttemptLog {
  at: string
  outcome: 'sent' | 'retry' | 'refused'
  reason: string
  code: number | null
  ms: number
}

export interface Finish {
  workspaceId: string
  channelId: string
  id: string
  token: string
  /** `pending`: it will be tried again after `retryInMs`. */
  state: 'sent' | 'dead' | 'pending'
  retryInMs: number | null
  /** New results for recipients of a mail. Null or left out: none. */
  recipients?: Recipients | null
  attempt: AttemptLog
}

/**
 * Saves the result of a try if we still hold the lease: a sender with an expired lease changes
 * nothing. The members of a digest end with it, and deliveries that waited for it become due.
 * Returns whether we held the lease.
 */
export async function finishDelivery(pool: Pool, finish: Finish): Promise<boolean> {
  const { rowCount } = await pool.query({
    text: FINISH,
    values: [
      finish.workspaceId,
      finish.id,
      finish.token,
      finish.state,
      finish.retryInMs,
      JSON.stringify(finish.attempt),
      finish.recipients ? JSON.stringify(finish.recipients) : null,
    ],
  })
  if (rowCount === 0) return false
  // A separate statement: a claim locks the channel before its deliveries, so this must not hold
  // locks on deliveries.
  if (finish.state === 'sent') await noteSuccess(pool, finish)
  else await noteFailure(pool, { ...finish, reason: finish.attempt.reason, isFinal: finish.state === 'dead' })
  return true
}

const FINISH = `WITH done AS (
    UPDATE delivery SET state = $4::text, lease_until = NULL, lease_token = NULL, log = log || $6::jsonb,
      recipients = CASE WHEN $7::jsonb IS NULL THEN recipients ELSE coalesce(recipients, '{}') || $7::jsonb END,
      ended_at = CASE WHEN $4 <> 'pending' THEN clock_timestamp() END,
      next_attempt_at = coalesce(clock_timestamp() + make_interval(secs => $5::float8 / 1000.0), next_attempt_at)
    WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'pending'
    RETURNING workspace_id, channel_id, monitor_id, id, type
  ), members AS (
    UPDATE delivery m SET state = CASE $4 WHEN 'sent' THEN 'merged' ELSE 'dead' END, ended_at = clock_timestamp()
    FROM done WHERE $4 <> 'pending' AND done.type = 'digest' AND m.digest_id = done.id
      AND m.workspace_id = done.workspace_id AND m.channel_id = done.channel_id AND m.state IN ('pending', 'dead')
    RETURNING m.workspace_id, m.channel_id, m.monitor_id
  ), followed AS (
    UPDATE delivery f SET next_attempt_at = clock_timestamp()
    FROM (SELECT workspace_id, channel_id, monitor_id FROM done WHERE $4 <> 'pending'
          UNION SELECT workspace_id, channel_id, monitor_id FROM members) AS e
    WHERE f.workspace_id = e.workspace_id AND f.channel_id = e.channel_id AND f.monitor_id = e.monitor_id
      AND f.state = 'pending' AND f.attempt = 0 AND f.digest_id IS NULL AND f.next_attempt_at > clock_timestamp()
  ) SELECT 1 FROM done`

/**
 * Ends a lease early, so that another sender can take the delivery at once. The try counts, because
 * it may have arrived.
 */
export async function releaseDelivery(
  pool: Pool,
  { workspaceId, id, token, recipients }: Pick<Finish, 'workspaceId' | 'id' | 'token' | 'recipients'>,
): Promise<void> {
  await pool.query({
    text: `UPDATE delivery SET lease_token = NULL, lease_until = NULL, next_attempt_at = clock_timestamp(),
        recipients = CASE WHEN $4::jsonb IS NULL THEN recipients ELSE coalesce(recipients, '{}') || $4::jsonb END
      WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'pending'`,
    values: [workspaceId, id, token, recipients ? JSON.stringify(recipients) : null],
  })
}
