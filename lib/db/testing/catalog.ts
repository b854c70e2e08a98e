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
