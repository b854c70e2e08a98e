import pg from 'pg'
import { inject } from 'vitest'
import { createPool } from '@/lib/db/pool'
import { databaseUrl } from './database-url'

export interface TestDatabase {
  url: string
  pool: pg.Pool
  /** Deletes all rows that the template does not have. Much faster than a new database. */
  empty(): Promise<void>
  drop(): Promise<void>
}

/** Connect timeout of the test pools, in ms; long, so that a busy machine makes no test fail. */
export const CONNECT_MS = 20_000

let made = 0

/**
 * A new database with the schema and no rows, cloned from the template in about twenty
 * milliseconds. Create one per test file in `beforeAll` and drop it in `afterAll`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template, emptyTables } = inject('testServer')
  made += 1
  const name = `lubdub_test_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${made}`
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`create database ${name} template ${template}`)
  } finally {
    await admin.end()
  }
  const url = databaseUrl(adminUrl, name)
  const limits = { statementTimeoutMs: 30_000, connectTimeoutMs: CONNECT_MS, idleInTransactionMs: 60_000 }
  const pool = createPool(url, { name: 'test', max: 10, ...limits })
  return { url, pool, empty: () => empty(pool, emptyTables), drop: () => drop(pool, { adminUrl, name }) }
}

async function empty(pool: pg.Pool, tables: readonly string[]): Promise<void> {
  // Their cascades delete most of the other rows.
  const first = ['workspace', 'app_user']
  const statements = [...first, ...tables.filter((table) => !first.includes(table))].map(
    (table) => `DELETE FROM ${table};`,
  )
  await pool.query(`DO $$ BEGIN ${statements.join(' ')} END $$`)
}

async function drop(pool: pg.Pool, { adminUrl, name }: { adminUrl: string; name: string }): Promise<void> {
  await pool.end()
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await admin.query(`drop database if exists ${name} with (force)`)
  } finally {
    await admin.end()
  }
}
