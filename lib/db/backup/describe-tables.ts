import type { ClientBase } from 'pg'

export interface TableShape {
  name: string
  columns: string[]
}

/** What a backup has to say of a database besides its rows. */
export interface DatabaseShape {
  version: number
  migrations: string[]
  tables: TableShape[]
  sequences: { name: string; value: string; isCalled: boolean }[]
  /** The days that have a partition of beats, as 2026-11-27. */
  beatDays: string[]
}

/** Reads it in the transaction that the client is in; sequences are at least as far as the rows are. */
export async function describeTables(client: ClientBase): Promise<DatabaseShape> {
  const { rows: tables } = await client.query<TableShape>(TABLES)
  const { rows: names } = await client.query<{ name: string }>(
    `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1`,
  )
  const sequences: DatabaseShape['sequences'] = []
  for (const { name } of names) {
    const { rows } = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM "${name}"`,
    )
    sequences.push({ name, ...rows[0]! })
  }
  const { rows: days } = await client.query<{ day: string }>(
    `SELECT to_char(to_date(substr(c.relname, 6), 'YYYYMMDD'), 'YYYY-MM-DD') AS day FROM pg_inherits i
     JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'beat'::regclass AND c.relname ~ '^beat_[0-9]{8}$' ORDER BY 1`,
  )
  const { rows: migrations } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  )
  const { rows: server } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::integer AS version`,
  )
  return {
    version: server[0]!.version,
    migrations: migrations.map(({ name }) => name),
    tables,
    sequences,
    beatDays: days.map(({ day }) => day),
  }
}

// Which migrations there are is said apart: a restore makes the tables by them.
const TABLES = `SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations' ORDER BY c.relname`
