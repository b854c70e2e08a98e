import type { ClientBase, Pool } from 'pg'

type Queryable = Pick<Pool | ClientBase, 'query'>

interface Failure {
  workspaceId: string
  channelId: string
  /** One sentence for the owner. */
  reason: string
  /** Whether a delivery has failed for good: then the owners are notified at once. */
  isFinal: boolean
}

/** How long a channel may fail before its owners are notified. */
const TELL_AFTER = '2 minutes'

/** Records a success: the channel works, and the failure is cleared. */
export async function noteSuccess(
  db: Queryable,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
): Promise<void> {
  await db.query({
    name: 'note_success',
    text: `UPDATE channel SET last_error = NULL, last_error_at = NULL, failing_since = NULL, tell_at = NULL
      WHERE workspace_id = $1 AND id = $2 AND (last_error IS NOT NULL OR failing_since IS NOT NULL)`,
    values: [workspaceId, channelId],
  })
}

/** Records a failure. The first one starts an episode, about which the owners are notified once. */
export async function noteFailure(db: Queryable, failure: Failure): Promise<void> {
  const { workspaceId, channelId, reason, isFinal } = failure
  await db.query({
    name: 'note_failure',
    text: `UPDATE channel SET last_error = $3, last_error_at = clock_timestamp(),
        failing_since = coalesce(failing_since, clock_timestamp()),
        tell_at = CASE
          WHEN failing_since IS NULL AND $4 THEN clock_timestamp()
          WHEN failing_since IS NULL THEN clock_timestamp() + interval '${TELL_AFTER}'
          WHEN $4 THEN least(tell_at, CASE WHEN tell_at IS NOT NULL THEN clock_timestamp() END)
          ELSE tell_at END
      WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, channelId, reason, isFinal],
  })
}
