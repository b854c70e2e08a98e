import type { Pool } from 'pg'
import { ADVISORY_LOCKS } from '@/lib/db/advisory-locks'
import { withTransaction } from '@/lib/db/transaction'

const BATCH = 2_000

export interface DeletedMonitor {
  workspaceId: string
  monitorId: string
}

/** Monitors that were deleted before `cutoff` (ms), the longest ago first. */
export async function listOverdueMonitors(pool: Pool, cutoff: number): Promise<DeletedMonitor[]> {
  const { rows } = await pool.query<DeletedMonitor>(
    `SELECT workspace_id AS "workspaceId", id AS "monitorId" FROM monitor
     WHERE deleted_at < to_timestamp($1 / 1000.0) ORDER BY deleted_at, id`,
    [cutoff],
  )
  return rows
}

/**
 * Deletes a monitor that was deleted before `cutoff` (ms) and all its data: large tables in batches, then the monitor
 * with the rest. The monitor is last, so that the next worker finds it again after a crash. Its entries in the audit log stay.
 * Returns whether it is gone; false: it is not deleted, or another worker deletes it now.
 */
export async function purgeMonitor(pool: Pool, monitor: DeletedMonitor, cutoff: number): Promise<boolean> {
  for (const { table, key } of MANY) {
    for (;;) {
      const deleted = await deleteClaimed(pool, { ...monitor, cutoff }, batchOf(table, key))
      if (deleted === null) return false
      if (deleted === 0) break
    }
  }
  const text = `DELETE FROM monitor WHERE workspace_id = $1 AND id = $2 AND ${IS_OVERDUE}`
  return ((await deleteClaimed(pool, { ...monitor, cutoff }, text)) ?? 0) > 0
}

/** Runs one statement, unless another worker is at this monitor (null): nobody waits for the rows that the other one deletes. */
function deleteClaimed(
  pool: Pool,
  { workspaceId, monitorId, cutoff }: DeletedMonitor & { cutoff: number },
  text: string,
): Promise<number | null> {
  return withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ isMine: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2)) AS "isMine"',
      [monitorId, ADVISORY_LOCKS.purge],
    )
    if (!rows[0]!.isMine) return null
    const { rowCount } = await client.query(text, [workspaceId, monitorId, cutoff])
    return rowCount ?? 0
  })
}

const IS_OVERDUE = 'deleted_at < to_timestamp($3 / 1000.0)'

const batchOf = (table: string, key: string) =>
  `DELETE FROM ${table} WHERE workspace_id = $1 AND monitor_id = $2
     AND (${key}) IN (SELECT ${key} FROM ${table} WHERE workspace_id = $1 AND monitor_id = $2 LIMIT ${BATCH})
     AND EXISTS (SELECT FROM monitor WHERE workspace_id = $1 AND id = $2 AND ${IS_OVERDUE})`

/** What a monitor may have much of. Deliveries, beats and idempotency keys are tied to it by nothing. */
const MANY = [
  { table: 'delivery', key: 'id' },
  { table: 'incident', key: 'id' },
  { table: 'flip', key: 'id' },
  { table: 'run', key: 'id' },
  { table: 'beat', key: 'seq, received_at' },
  { table: 'beat_idempotency', key: 'key, beat' },
] as const
