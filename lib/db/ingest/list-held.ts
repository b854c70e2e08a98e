import type { Pool } from 'pg'

/**
 * For each key, by hash: whether another transaction holds the lock of its monitor now. The result
 * has the order of `hashes`.
 */
export async function listHeld(pool: Pool, hashes: readonly Buffer[]): Promise<boolean[]> {
  const { rows } = await pool.query<{ is_held: boolean }>({
    name: 'list_held',
    text: `WITH asked AS (
        SELECT h.ord, k.workspace_id, k.monitor_id FROM unnest($1::bytea[]) WITH ORDINALITY AS h(hash, ord)
        LEFT JOIN heartbeat_key k ON k.hash = h.hash AND k.disabled_at IS NULL),
      free AS (
        SELECT s.workspace_id, s.monitor_id FROM monitor_state s
        WHERE (s.workspace_id, s.monitor_id) IN (SELECT workspace_id, monitor_id FROM asked) FOR UPDATE OF s SKIP LOCKED)
      SELECT a.monitor_id IS NOT NULL AND f.monitor_id IS NULL AS is_held
      FROM asked a LEFT JOIN free f ON f.workspace_id = a.workspace_id AND f.monitor_id = a.monitor_id ORDER BY a.ord`,
    values: [hashes],
  })
  return rows.map((row) => row.is_held)
}
