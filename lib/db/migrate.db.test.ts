import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from './migrate'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await createTestDatabase()
  directory = await mkdtemp(path.join(os.tmpdir(), 'lubdub-migrations-'))
})

afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

test('a migrated database has nothing left to apply', async () => {
  await expect(withClient((client) => migrate(client, 'prisma/migrations'))).resolves.toEqual({
    applied: [],
    editedSince: [],
  })
})

test('a new migration is applied once when two processes start', async () => {
  await addMigration('9001_first', 'create table first (id integer); create table second (id integer);')
  const results = await Promise.all([1, 2].map(() => withClient((client) => migrate(client, directory))))
  expect(results.flatMap((result) => result.applied)).toEqual(['9001_first'])
})

test('a migration whose text changed after it ran is named', async () => {
  await addMigration('9001_first', 'select 1')
  await expect(withClient((client) => migrate(client, directory))).resolves.toEqual({
    applied: [],
    editedSince: ['9001_first'],
  })
})

test('a migration that fails is rolled back and is tried again at the next start', async () => {
  await addMigration('9002_broken', 'create table half (id integer); select 1 / 0;')
  await expect(withClient((client) => migrate(client, directory))).rejects.toThrow(
    'The migration 9002_broken failed and was undone: division by zero',
  )
  await addMigration('9002_broken', 'create table half (id integer);')
  const { applied } = await withClient((client) => migrate(client, directory))
  expect(applied).toEqual(['9002_broken'])
})

test('a migration that Prisma recorded as failed stops the start with its name', async () => {
  await database.pool.query(
    "insert into _prisma_migrations (id, checksum, migration_name) values ('9003', '', '9003_by_prisma')",
  )
  await expect(withClient((client) => migrate(client, directory))).rejects.toThrow('9003_by_prisma failed earlier')
})

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true })
  await writeFile(path.join(directory, name, 'migration.sql'), sql)
}

async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
