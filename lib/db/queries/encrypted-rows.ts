import type { Pool } from 'pg'
import type { IdKind } from '@/lib/contract/ids'

/**
 * A column with encrypted texts, in the order of `id`, which is of this kind. `context`: an SQL
 * expression that binds each text to its row.
 */
export interface EncryptedColumn {
  table: 'heartbeat_key' | 'channel' | 'totp_factor'
  column: 'ciphertext' | 'old_ciphertext' | 'secret_ciphertext'
  id: 'id' | 'user_id'
  kind: IdKind
  context: string
}

/**
 * All columns with encrypted texts. Every new such column must be added here:
 * `npm run rotate-secret` reads this list.
 */
export const ENCRYPTED_COLUMNS: readonly EncryptedColumn[] = [
  { table: 'heartbeat_key', column: 'ciphertext', id: 'id', kind: 'hbk', context: 'workspace_id::text || monitor_id' },
  { table: 'channel', column: 'ciphertext', id: 'id', kind: 'chn', context: 'workspace_id::text || id' },
  { table: 'channel', column: 'old_ciphertext', id: 'id', kind: 'chn', context: 'workspace_id::text || id' },
  {
    table: 'channel',
    column: 'secret_ciphertext',
    id: 'id',
    kind: 'chn',
    context: `'channel-config:' || workspace_id::text || id::text`,
  },
  { table: 'totp_factor', column: 'ciphertext', id: 'user_id', kind: 'usr', context: `'totp:' || user_id::text` },
]

export interface EncryptedRow {
  id: string
  encrypted: Buffer
  context: string
}

/** Up to `limit` texts after an id that were not encrypted with the key of this key id. */
export async function loadEncrypted(
  pool: Pool,
  { table, column, id, context }: EncryptedColumn,
  { keyId, after, limit }: { keyId: Buffer; after: string; limit: number },
): Promise<EncryptedRow[]> {
  const { rows } = await pool.query<EncryptedRow>(
    `SELECT ${id} AS id, ${column} AS encrypted, ${context} AS context FROM ${table}
     WHERE ${id} > $2 AND substring(${column} FROM 1 FOR length($1::bytea)) <> $1 AND length(${column}) > 0
     ORDER BY ${id} LIMIT $3`,
    [keyId, after, limit],
  )
  return rows
}

/** Up to `limit` texts that were encrypted with none of the keys of these key ids. */
export async function loadEncryptedElsewhere(
  pool: Pool,
  { table, column, id, context }: EncryptedColumn,
  { keyIds, limit }: { keyIds: readonly Buffer[]; limit: number },
): Promise<EncryptedRow[]> {
  const { rows } = await pool.query<EncryptedRow>(
    `SELECT ${id} AS id, ${column} AS encrypted, ${context} AS context FROM ${table}
     WHERE substring(${column} FROM 1 FOR length($1::bytea)) <> ALL($2::bytea[]) AND length(${column}) > 0 LIMIT $3`,
    [keyIds[0], keyIds, limit],
  )
  return rows
}

/** Replaces old texts by new ones if the old ones are still stored. Returns how many. */
export async function replaceEncrypted(
  pool: Pool,
  { table, column, id }: EncryptedColumn,
  rows: readonly { id: string; encrypted: Buffer; replacement: Buffer }[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE ${table} t SET ${column} = n.replacement FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS n(id, encrypted, replacement)
     WHERE t.${id} = n.id AND t.${column} = n.encrypted`,
    [rows.map((row) => row.id), rows.map((row) => row.encrypted), rows.map((row) => row.replacement)],
  )
  return rowCount ?? 0
}
