import type { Pool } from 'pg'

/**
 * Moves all stored times into the past, while nothing runs: afterwards so much more time has
 * passed. Tables in `except` stay unchanged.
 */
export async function shiftThePast(
  pool: Pool,
  { seconds, except = [] }: { seconds: number; except?: readonly string[] },
) {
  const { rows } = await pool.query<{ statement: string }>(
    `SELECT format('UPDATE %I SET %s', c.relname,
         string_agg(format('%1$I = %1$I - make_interval(secs => %2$s)', a.attname, $1::text), ', ')) AS statement
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'timestamptz'::regtype AND NOT c.relname = ANY($2)
     GROUP BY c.relname`,
    [String(seconds), except],
  )
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    for (const { statement } of rows) await client.query(statement)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

/** Lets time pass in which ingest ran but got no calls: no silence of ingest is recorded. */
export async function passQuietTime(pool: Pool, { seconds }: { seconds: number }) {
  await shiftThePast(pool, { seconds, except: ['ingest_node', '_prisma_migrations'] })
  await pool.query('DELETE FROM ingest_node')
}
