import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks'

export interface MigrateResult {
  applied: string[]
  editedSince: string[]
}

/**
 * Applies the migrations that the database has not seen, each in its own transaction, and keeps Prisma's own book about
 * them. Safe to call from several processes at once. `editedSince` names those whose text changed after they ran.
 * `upTo` names the last one to apply; null: all.
 * @throws Error when an earlier migration is noted as failed, or when one fails now (it is then undone whole).
 */
export async function migrate(
  client: pg.ClientBase,
  directory: string,
  { upTo = null }: { upTo?: string | null } = {},
): Promise<MigrateResult> {
  await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.prismaMigrate])
  try {
    await client.query(BOOK)
    const { rows } = await client.query<BookEntry>(
      'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null',
    )
    const failed = rows.find((row) => !row.finished_at)
    if (failed)
      throw new Error(`The migration ${failed.migration_name} failed earlier; resolve it with prisma migrate.`)
    const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))
    const result: MigrateResult = { applied: [], editedSince: [] }
    for (const name of (await listMigrations(directory)).filter((each) => upTo === null || each <= upTo)) {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      if (!known.has(name)) {
        await apply(client, { name, sql, checksum })
        result.applied.push(name)
      } else if (known.get(name) !== checksum) result.editedSince.push(name)
    }
    return result
  } finally {
    await client.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.prismaMigrate]).catch(() => {})
  }
}

interface BookEntry {
  migration_name: string
  checksum: string
  finished_at: unknown
}

const BOOK = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`

/** The migrations of a directory, in order. */
export async function listMigrations(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

async function apply(client: pg.ClientBase, migration: { name: string; sql: string; checksum: string }) {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new Error(`The migration ${migration.name} failed and was undone: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
