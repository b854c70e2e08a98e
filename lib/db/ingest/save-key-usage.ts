import type { Pool } from 'pg'

/** Recorded uses of a heartbeat key. Null: nothing new. Instants are milliseconds. */
export interface KeyUsage {
  workspaceId: string
  keyId: string
  usedAt: number | null
  usedIp: string | null
  refusedAt: number | null
  refusedIp: string | null
  /** Why the last call was refused. */
  refusedFor: 'stranger' | 'post_only' | 'bad_signal' | null
  /** Calls refused since the last record. */
  refusals: number
}

/** Saves the uses. It skips keys that another transaction is writing, and does not wait for them. */
export async function saveKeyUsage(pool: Pool, usages: readonly KeyUsage[]): Promise<void> {
  await pool.query({
    name: 'save_key_usage',
    text: `WITH t AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::float8[], $6::text[], $7::int4[], $8::text[])
          AS n(workspace_id, id, used_at, used_ip, refused_at, refused_ip, refusals, refused_for)),
      free AS (SELECT k.workspace_id, k.id FROM t JOIN heartbeat_key k USING (workspace_id, id) FOR NO KEY UPDATE OF k SKIP LOCKED)
      UPDATE heartbeat_key k SET
        last_used_at = coalesce(to_timestamp(t.used_at / 1000), k.last_used_at),
        last_used_ip = CASE WHEN t.used_at IS NULL THEN k.last_used_ip ELSE t.used_ip END,
        refused_at = coalesce(to_timestamp(t.refused_at / 1000), k.refused_at),
        refused_ip = CASE WHEN t.refused_at IS NULL THEN k.refused_ip ELSE t.refused_ip END,
        refused_for = coalesce(t.refused_for, k.refused_for),
        refused_count = k.refused_count + t.refusals
      FROM t JOIN free USING (workspace_id, id) WHERE k.workspace_id = t.workspace_id AND k.id = t.id`,
    values: [
      usages.map((usage) => usage.workspaceId),
      usages.map((usage) => usage.keyId),
      usages.map((usage) => usage.usedAt),
      usages.map((usage) => usage.usedIp),
      usages.map((usage) => usage.refusedAt),
      usages.map((usage) => usage.refusedIp),
      usages.map((usage) => usage.refusals),
      usages.map((usage) => usage.refusedFor),
    ],
  })
}
