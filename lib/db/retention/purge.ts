import type { Pool } from 'pg'

const BATCH = 2_000

/** Workspaces whose time is over. One more minute is left for a person who cancels the deletion at the last moment. */
export async function listOverdueWorkspaces(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM workspace WHERE delete_after < clock_timestamp() - interval '1 minute' ORDER BY delete_after`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Deletes a workspace with all that hangs on it, and keeps that it was there, who asked for its end and who owned it. False:
 * another worker has done so.
 */
export async function purgeWorkspace(pool: Pool, workspaceId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH purged AS (
       INSERT INTO purged_workspace (id, name, requested_by_label, requested_at, owner_ids)
       SELECT w.id, w.name,
         (SELECT a.actor_label FROM audit_event a WHERE a.workspace_id = w.id AND a.action = 'workspace.deletionRequested'
           ORDER BY a.id DESC LIMIT 1),
         w.delete_after - interval '7 days',
         ARRAY(SELECT m.user_id FROM membership m WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY 1)
       FROM workspace w WHERE w.id = $1 AND w.delete_after < clock_timestamp() - interval '1 minute'
       ON CONFLICT DO NOTHING RETURNING id)
     DELETE FROM workspace WHERE id IN (SELECT id FROM purged)`,
    [workspaceId],
  )
  return (rowCount ?? 0) > 0
}

export async function listUnemptied(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM purged_workspace WHERE emptied_at IS NULL ORDER BY id',
  )
  return rows.map(({ id }) => id)
}

/** Deletes what nothing ties to its workspace, a batch at a time, and notes that it is done. Answers how many rows. */
export async function emptyWorkspace(pool: Pool, workspaceId: string): Promise<number> {
  let deleted = 0
  for (const { table, key } of UNTIED) {
    for (;;) {
      const { rowCount } = await pool.query(
        `DELETE FROM ${table} WHERE workspace_id = $1 AND ${key} IN
           (SELECT ${key.replace(/[()]/g, '')} FROM ${table} WHERE workspace_id = $1 LIMIT ${BATCH})`,
        [workspaceId],
      )
      deleted += rowCount ?? 0
      if ((rowCount ?? 0) === 0) break
    }
  }
  // No foreign key ties a session to the workspace in view.
  await pool.query('SELECT leave_purged_workspace($1)', [workspaceId])
  await pool.query('UPDATE purged_workspace SET emptied_at = clock_timestamp() WHERE id = $1', [workspaceId])
  return deleted
}

const UNTIED = [
  { table: 'run', key: 'id' },
  { table: 'beat', key: '(monitor_id, seq, received_at)' },
  { table: 'beat_idempotency', key: '(monitor_id, key, beat)' },
] as const
