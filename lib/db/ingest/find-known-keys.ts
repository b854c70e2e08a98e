import type { Pool } from 'pg'

/** Which of the keys belong to a monitor and may send beats. `hashes`: the hash of each key. */
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
