import type { Pool } from 'pg'
import { isContention } from '@/lib/db/pg-errors'

/**
 * Makes the partitions of beats from yesterday on, as many days as given. Answers how many were new; fewer than are missing where somebody is
 * in the way, for whom nobody waits: the next pass tries again.
 */
export async function ensurePartitions(pool: Pool, days: number): Promise<number> {
  const made = await pool
    .query<{ made: number }>(
      `SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, $1) AS made`,
      [days],
    )
    .catch((error: unknown) => {
      if (isContention(error)) return null
      throw error
    })
  return made?.rows[0]?.made ?? 0
}

const TRIES = 10
const PAUSE_MS = 300

/**
 * Drops the oldest partition whose newest beat is older than `days` at `now` (ms), with what is in it: one, so that whatever was wrong costs at
 * most a day. Takes its locks at once or not at all, so that beats never wait. Answers its name, and whether somebody was in the way; null: there is none.
 */
export async function dropOldestPartition(
  pool: Pool,
  { days, now }: { days: number; now: number },
): Promise<{ name: string; isDropped: boolean } | null> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'beat'::regclass AND c.relname ~ '^beat_[0-9]{8}$'
       AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= (to_timestamp($2 / 1000.0) AT TIME ZONE 'UTC')::date - $1::int
     ORDER BY 1 LIMIT 1`,
    [days, now],
  )
  const name = rows[0]?.name ?? null
  for (let tries = 0; name !== null && tries < TRIES; tries++) {
    try {
      await pool.query('SELECT drop_beat_partition($1)', [name])
      return { name, isDropped: true }
    } catch (error) {
      if (!isContention(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  return name === null ? null : { name, isDropped: false }
}
