import type { Pool } from 'pg'

export interface TextColumn {
  /** `table.column` */
  name: string
  /** Null: the database's own. */
  collation: string | null
  hasCheck: boolean
}

/** Every column of ours that holds text, or a list of texts. Not those of partitions, which are as their table's. */
export async function listTextColumns(pool: Pool): Promise<TextColumn[]> {
  const { rows } = await pool.query<TextColumn>(
    `SELECT c.relname || '.' || a.attname AS name, nullif(l.collname, 'default') AS collation,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)) AS "hasCheck"
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation l ON l.oid = a.attcollation
     WHERE ${OURS} AND a.attnum > 0 AND NOT a.attisdropped
       AND a.atttypid = ANY (ARRAY['text', 'text[]', 'varchar', 'varchar[]']::regtype[])
     ORDER BY 1`,
  )
  return rows
}

/** Tables that we make, each once, as `c`. */
export const OURS = `c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname <> '_prisma_migrations'`

/** Every foreign key that does something when what it points at gets another key. */
export async function listUpdatingKeys(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT conname AS name FROM pg_constraint
     WHERE connamespace = current_schema()::regnamespace AND contype = 'f' AND confupdtype <> 'a' ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** Functions and policies whose text names the schema that they are in. */
export async function listNamingSchema(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prosrc ~* $1
     UNION ALL SELECT polrelid::regclass || ' ' || polname FROM pg_policy
       WHERE concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ~* $1 ORDER BY 1`,
    ['\\mpublic"?\\s*\\.'],
  )
  return rows.map(({ name }) => name)
}

/** What a column has when nobody says. Null: nothing. */
export async function defaultOf(pool: Pool, table: string, column: string): Promise<string | null> {
  const { rows } = await pool.query<{ default: string | null }>(
    `SELECT pg_get_expr(d.adbin, d.adrelid) AS default FROM pg_attribute a
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = $1::regclass AND a.attname = $2`,
    [table, column],
  )
  return rows[0]!.default
}

/** Lists of values that may be null, though an empty list says the same. */
export async function listNullableLists(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE ${OURS} AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attnotnull AND a.attndims > 0 ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}
