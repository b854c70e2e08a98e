import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { DatabaseShape, TableShape } from './describe-tables'

/** Whether the database is unused: it has no Lubdub tables, or no rows in them. */
export async function isUnused(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('workspace') IS NOT NULL AS there`)
  if (!rows[0]!.there) return true
  const { rows: used } = await client.query('SELECT 1 FROM workspace UNION ALL SELECT 1 FROM app_user LIMIT 1')
  return used.length === 0
}

/** The kinds of our processes that have a session in this database, such as `ingest`. Those that only read a backup do not count. */
export async function listProcesses(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT substring(application_name FROM '^lubdub-(.+)$') AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND application_name LIKE 'lubdub-%' AND application_name <> 'lubdub-backup' ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** What was disabled for loading and must be enabled again. */
export interface Opened {
  /** Tables with forced row-level security, which applies to their owner too. COPY cannot load such tables. */
  forced: string[]
  /** Foreign keys. They form cycles, so no order of tables satisfies them. */
  keys: { table: string; name: string; definition: string }[]
}

/**
 * Begins a transaction, which `endLoading` ends. Empties the tables and disables forced row-level
 * security and foreign keys.
 */
export async function beginLoading(client: pg.ClientBase, shape: DatabaseShape): Promise<Opened> {
  await client.query('BEGIN')
  await client.query('SET LOCAL statement_timeout = 0')
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p') AND relforcerowsecurity`,
  )
  const forced = rows.map(({ name }) => name)
  for (const name of forced) await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} NO FORCE ROW LEVEL SECURITY`)
  const { rows: keys } = await client.query<Opened['keys'][number]>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE contype = 'f' AND conparentid = 0 AND connamespace = quote_ident(current_schema())::regnamespace`,
  )
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${pg.escapeIdentifier(name)}`)
  await client.query(`TRUNCATE ${shape.tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`)
  for (const sql of await partitionsOf(client, shape.beatDays)) await client.query(sql)
  return { forced, keys }
}

/** The statements that create the partitions of beats for these days. The database function for it may not exist yet. */
async function partitionsOf(client: pg.ClientBase, days: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ sql: string }>(
    `SELECT format('CREATE TABLE IF NOT EXISTS %I PARTITION OF beat FOR VALUES FROM (%L) TO (%L)',
       'beat_' || to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', day + 1 || ' 00:00:00+00') AS sql
     FROM unnest($1::date[]) AS day`,
    [days],
  )
  return rows.map(({ sql }) => sql)
}

/** Fills one table. Returns its number of rows. */
export async function loadTable(
  client: pg.ClientBase,
  { name, columns }: TableShape,
  data: AsyncIterable<Buffer>,
): Promise<number> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const into = client.query(copyFrom(`COPY ${pg.escapeIdentifier(name)} (${list}) FROM STDIN`))
  await pipeline(Readable.from(data, { objectMode: false }), into)
  return into.rowCount
}

/** Enables row-level security and foreign keys again, sets the sequences, and commits. */
export async function endLoading(client: pg.ClientBase, shape: DatabaseShape, { forced, keys }: Opened): Promise<void> {
  for (const { name, value, isCalled } of shape.sequences) {
    await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [pg.escapeIdentifier(name), value, isCalled])
  }
  for (const { table, name, definition } of keys) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${pg.escapeIdentifier(name)} ${definition}`)
  }
  for (const name of forced) await client.query(`ALTER TABLE ${pg.escapeIdentifier(name)} FORCE ROW LEVEL SECURITY`)
  await client.query('COMMIT')
  await client.query('ANALYZE').catch(() => {})
}

/** Undoes what was loaded since `beginLoading`. Never rejects. */
export async function cancelLoading(client: pg.ClientBase): Promise<void> {
  await client.query('ROLLBACK').catch(() => {})
}
