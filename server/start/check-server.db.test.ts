import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { databaseUrl } from '@/lib/db/testing/database-url'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { serverFault, serverWarnings } from '@/lib/services/installation/server-fault'
import { checkServer } from './check-server'
import { prepareDatabase } from './prepare-database'

let db: TestDatabase
let admin: pg.Client
const made: string[] = []

beforeAll(async () => {
  db = await createTestDatabase()
  admin = new pg.Client({ connectionString: inject('testServer').adminUrl })
  await admin.connect()
})

afterAll(async () => {
  await db.drop()
  for (const name of made) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await admin.end()
})

test('a suitable server is accepted, with a warning about settings that could lose beats', async () => {
  const warnings = await checkServer(db.url)
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('synchronous_commit and fsync is off')
})

test('a database in which texts have no encoding is refused', async () => {
  const name = `ascii_${process.pid}`
  made.push(name)
  await admin.query(
    `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  )
  await expect(checkServer(databaseUrl(db.url, name))).rejects.toThrow('encoded in SQL_ASCII; Lubdub needs UTF8')
})

test('a database that takes no writes is refused', async () => {
  const name = `readonly_${process.pid}`
  made.push(name)
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  await expect(checkServer(databaseUrl(db.url, name))).rejects.toThrow('read-only')
})

test.each([
  ['a wrong password', (url: URL) => Object.assign(url, { password: 'wrong' }), 'refuses the user or the password'],
  ['no such database', (url: URL) => Object.assign(url, { pathname: '/nowhere' }), 'the database does not exist'],
  ['nobody there', (url: URL) => Object.assign(url, { port: '1' }), 'nothing answers there'],
])('%s is a sentence', async (_what, change, sentence) => {
  const url = change(new URL(db.url)).href
  await expect(checkServer(url)).rejects.toMatchObject({ name: 'StartError' })
  await expect(checkServer(url)).rejects.toThrow(sentence)
})

const FACTS = {
  version: 180_000,
  encoding: 'UTF8',
  zone: 'UTC',
  user: 'lubdub',
  login: 'lubdub',
  isStandby: false,
  isReadOnly: false,
  synchronousCommit: 'on',
  fsync: 'on',
}

test.each([
  [{}, null],
  [{ version: 140_012 }, 'DATABASE_URL points at PostgreSQL 14; Lubdub needs 15 or newer.'],
  [{ isStandby: true, isReadOnly: true }, 'DATABASE_URL points at a standby'],
])('a server with %j is described as %s', (facts, sentence) => {
  const fault = serverFault({ ...FACTS, ...facts })
  if (sentence === null) expect(fault).toBeNull()
  else expect(fault).toContain(sentence)
  expect(serverWarnings({ ...FACTS, ...facts })).toEqual([])
})

test('a database from before 0.1 was published is refused, with what to do', async () => {
  const old = await createTestDatabase()
  await old.pool.query(`UPDATE _prisma_migrations SET migration_name = '0001_spine'`)
  await expect(prepareDatabase(old.url, () => {})).rejects.toMatchObject({ name: 'StartError' })
  await expect(prepareDatabase(old.url, () => {})).rejects.toThrow(
    'is not carried over. Start with an empty database: set LUBDUB_DATA_DIR to another directory',
  )
  await old.drop()
})

test('a database that a newer version has migrated is refused before anything is done', async () => {
  await db.pool.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', '', '9000_later', now())`,
  )
  await expect(prepareDatabase(db.url, () => {})).rejects.toThrow('newer version than this program: it has 9000_later')
})
