import type { ClientBase } from 'pg'

export interface TableShape {
  name: string
  columns: string[]
}

/** What a backup contains about a database in addition to its rows. */
export interface DatabaseShape {
  version: number
  migrations: string[]
  tables: TableShape[]
  sequences: { name: string; value: string; isCalled: boolean }[]
  /** The days that have a partition of beats, as 2026-11-27. */
  beatDays: string[]
}

/**
 * Reads the shape in the client's present transaction. A sequence may be further than the rows,
 * never behind them.
 */
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

// Without `_prisma_migrations`: a restore creates the tables by running the migrations.
const TABLES = `SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations' ORDER BY c.relname`
