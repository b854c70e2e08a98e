import type { Pool } from 'pg'

/** Of keys, with their hashes, those that some monitor has and that may beat. */
export async function findKnownKeys(pool: Pool, hashes: ReadonlyMap<string, Buffer>): Promise<Set<string>> {
  const { rows } = await pool.query<{ hash: Buffer }>({
    name: 'known_keys',
    text: `SELECT hash FROM heartbeat_key WHERE hash = ANY($1::bytea[]) AND disabled_at IS NULL
      AND (retires_at IS NULL OR retires_at > clock_timestamp())`,
    values: [[...hashes.values()]],
  })
  const found = new Set(rows.map(({ hash }) => hash.toString('base64')))
  return new Set([...hashes].filter(([, hash]) => found.has(hash.toString('base64'))).map(([key]) => key))
}
