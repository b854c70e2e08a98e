import type { WorkspaceTx } from '@/lib/db/workspace-db'

/**
 * Locks the workspace against others that lock it, until the transaction ends. Counts that are read
 * under the lock stay valid. Beats and foreign keys do not wait for it. False: the workspace does
 * not exist.
 */
export async function lockWorkspace(tx: WorkspaceTx, workspaceId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM workspace WHERE id = ${workspaceId} FOR NO KEY UPDATE`
  return rows.length > 0
}

/**
 * Requests the deletion of a workspace `days` from now by the database's clock. Null: it was
 * requested before.
 */
export async function markForDeletion(
  tx: WorkspaceTx,
  { workspaceId, by, days }: { workspaceId: string; by: string; days: number },
): Promise<Date | null> {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    UPDATE workspace SET delete_after = clock_timestamp() + make_interval(days => ${days}::int), deleted_by = ${by}
    WHERE id = ${workspaceId} AND delete_after IS NULL RETURNING delete_after AS at`
  return rows[0]?.at ?? null
}

/** Cancels the deletion. Returns when it was requested; null: it was not requested, or it is too late. */
export async function unmarkForDeletion(
  tx: WorkspaceTx,
  { workspaceId, days }: { workspaceId: string; days: number },
): Promise<Date | null> {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    UPDATE workspace w SET delete_after = NULL, deleted_by = NULL
    FROM (SELECT id, delete_after FROM workspace WHERE id = ${workspaceId} AND delete_after > clock_timestamp() FOR UPDATE) AS was
    WHERE w.id = was.id RETURNING was.delete_after - make_interval(days => ${days}::int) AS at`
  return rows[0]?.at ?? null
}

/**
 * Makes deliveries due again that were cancelled since then, if they report the latest change of
 * their monitor. Returns how many.
 */
export function retellLatest(tx: WorkspaceTx, { workspaceId, since }: { workspaceId: string; since: Date }) {
  return tx.$executeRaw`
    UPDATE delivery d SET state = 'pending', ended_at = NULL, next_attempt_at = clock_timestamp()
    FROM monitor_state s JOIN flip f ON f.workspace_id = s.workspace_id AND f.monitor_id = s.monitor_id AND f.version = s.flip_version
    WHERE s.workspace_id = ${workspaceId} AND NOT s.deleted AND d.workspace_id = s.workspace_id AND d.flip_id = f.id
      AND d.state = 'cancelled' AND d.ended_at >= ${since} AND d.created_at >= ${since}`
}

/**
 * Uses one point of the limit of `key` within `seconds`, in the caller's transaction: a rollback
 * gives it back. Returns how many points are used, with this one. The table has the format of
 * `rate-limiter-flexible`; the library itself counts on a connection of its own, so a point stays
 * used when the transaction fails, and it counts by the process's clock, not by `now`.
 */
export async function consumeRateLimit(
  tx: WorkspaceTx,
  { key, seconds, now }: { key: string; seconds: number; now: Date },
): Promise<number> {
  const at = now.getTime()
  const rows = await tx.$queryRaw<{ points: number }[]>`
    INSERT INTO rate_limit (key, points, expire) VALUES (${key}, 1, ${at + seconds * 1000})
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN rate_limit.expire <= ${at} THEN 1 ELSE rate_limit.points + 1 END,
      expire = CASE WHEN rate_limit.expire <= ${at} THEN excluded.expire ELSE rate_limit.expire END
    RETURNING points`
  return rows[0]!.points
}
