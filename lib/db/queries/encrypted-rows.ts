import type { Pool } from 'pg'

/** A column that holds sealed texts, in the order of `id`. `context`: what binds each to its row, as an expression. */
export interface EncryptedColumn {
  table: 'heartbeat_key' | 'channel' | 'totp_factor'
  column: 'ciphertext' | 'old_ciphertext' | 'url_ciphertext'
  id: 'id' | 'user_id'
  context: string
}

/** All that is sealed. What makes such a text must be in this list: `npm run rotate-secret` reads it. */
export const ENCRYPTED_COLUMNS: readonly EncryptedColumn[] = [
  { table: 'heartbeat_key', column: 'ciphertext', id: 'id', context: 'workspace_id || monitor_id' },
  { table: 'channel', column: 'ciphertext', id: 'id', context: 'workspace_id || id' },
  { table: 'channel', column: 'old_ciphertext', id: 'id', context: 'workspace_id || id' },
  { table: 'channel', column: 'url_ciphertext', id: 'id', context: `'channel-url:' || workspace_id || id` },
  { table: 'totp_factor', column: 'ciphertext', id: 'user_id', context: `'totp:' || user_id` },
]

export interface EncryptedRow {
  id: string
  sealed: Buffer
  context: string
}

/** Up to `limit` texts after an id that do not begin with `head`. */
export async function loadEncrypted(
  pool: Pool,
  { table, column, id, context }: EncryptedColumn,
  { head, after, limit }: { head: Buffer; after: string; limit: number },
): Promise<EncryptedRow[]> {
  const { rows } = await pool.query<EncryptedRow>(
    `SELECT ${id} AS id, ${column} AS sealed, ${context} AS context FROM ${table}
     WHERE ${id} > $2 AND substring(${column} FROM 1 FOR length($1::bytea)) <> $1 AND length(${column}) > 0
     ORDER BY ${id} LIMIT $3`,
    [head, after, limit],
  )
  return rows
}

/** Up to `limit` texts that begin with none of these heads. */
export async function loadEncryptedElsewhere(
  pool: Pool,
  { table, column, id, context }: EncryptedColumn,
  { heads, limit }: { heads: readonly Buffer[]; limit: number },
): Promise<EncryptedRow[]> {
  const { rows } = await pool.query<EncryptedRow>(
    `SELECT ${id} AS id, ${column} AS sealed, ${context} AS context FROM ${table}
     WHERE substring(${column} FROM 1 FOR length($1::bytea)) <> ALL($2::bytea[]) AND length(${column}) > 0 LIMIT $3`,
    [heads[0], heads, limit],
  )
  return rows
}

/** Puts new texts in the place of old ones, where those are still there. Answers how many. */
export async function replaceEncrypted(
  pool: Pool,
  { table, column, id }: EncryptedColumn,
  rows: readonly { id: string; sealed: Buffer; anew: Buffer }[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE ${table} t SET ${column} = n.anew FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS n(id, sealed, anew)
     WHERE t.${id} = n.id AND t.${column} = n.sealed`,
    [rows.map((row) => row.id), rows.map((row) => row.sealed), rows.map((row) => row.anew)],
  )
  return rowCount ?? 0
}
