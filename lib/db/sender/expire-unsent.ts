import type { Pool } from 'pg'

const REASON =
  'No worker could send it for a day: none had what it takes (SMTP_URL for mail, the secrets for webhooks).'

/** Ends what was due for 26 hours and nobody could send, visibly, with what its digests hold. */
export async function expireUnsent(pool: Pool): Promise<void> {
  await pool.query({
    name: 'expire_unsent',
    text: `WITH expired AS (
        UPDATE delivery SET state = 'dead', ended_at = clock_timestamp(), log = log || jsonb_build_object(
          'at', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'outcome', 'refused', 'reason', $1::text)
        WHERE state = 'pending' AND attempt = 0 AND digest_id IS NULL
          AND next_attempt_at < clock_timestamp() - interval '26 hours'
        RETURNING workspace_id, id, type
      ) UPDATE delivery m SET state = 'dead', ended_at = clock_timestamp() FROM expired e
        WHERE e.type = 'digest' AND m.workspace_id = e.workspace_id AND m.digest_id = e.id AND m.state = 'pending'`,
    values: [REASON],
  })
}
