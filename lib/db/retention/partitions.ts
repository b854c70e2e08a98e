import type { Pool } from 'pg'

/** Makes the partitions of beats from yesterday on, as many days as given. Answers how many were new. */
export async function ensurePartitions(pool: Pool, days: number): Promise<number> {
  const { rows } = await pool.query<{ made: number }>(
    `SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, $1) AS made`,
    [days],
  )
  return rows[0]?.made ?? 0
}

/** Drops the partitions whose newest beat is older than `days`, with what is in them. Answers their names. */
export async function dropOldPartitions(pool: Pool, days: number): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'beat'::regclass AND c.relname ~ '^beat_[0-9]{8}$'
       AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::int
     ORDER BY 1`,
    [days],
  )
  // One at a time: each waits for the beats under way, and what is being committed must not wait for all of them.
  for (const { name } of rows) await pool.query('SELECT drop_beat_partition($1)', [name])
  return rows.map(({ name }) => name)
}
