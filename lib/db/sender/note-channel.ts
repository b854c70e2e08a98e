import type { ClientBase, Pool } from 'pg'
import { NOTIFY_OWNERS_AFTER_MS, NOTIFY_RULES, type NotifyTime } from '@/lib/core/delivery/failing-channel'
import { firstTrueSql } from '../rule-sql'

type Queryable = Pick<Pool | ClientBase, 'query'>

interface Failure {
  workspaceId: string
  channelId: string
  /** One sentence for the owner. */
  reason: string
  /** Whether a delivery has failed for good: then the owners are notified at once. */
  isFinal: boolean
}

const NOTIFY_AT: Record<NotifyTime, string> = {
  atOnce: 'least(tell_at, clock_timestamp())',
  afterAWhile: `clock_timestamp() + make_interval(secs => ${NOTIFY_OWNERS_AFTER_MS} / 1000.0)`,
}

// In SQL, because several workers may note failures of one channel at once: each decides by the row that it has locked.
const NOTIFY_OWNERS_AT = firstTrueSql(
  NOTIFY_RULES,
  { isFirst: 'failing_since IS NULL', isFinal: '$4', isAwaited: 'tell_at IS NOT NULL' },
  (time) => NOTIFY_AT[time],
)

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
        tell_at = coalesce(${NOTIFY_OWNERS_AT}, tell_at)
      WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, channelId, reason, isFinal],
  })
}
