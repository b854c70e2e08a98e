import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { channelKinds } from './kinds'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

test('the database accepts exactly the kinds of the list', async () => {
  const { rows } = await database.pool.query<{ check: string }>(
    `SELECT pg_get_constraintdef(oid) AS check FROM pg_constraint WHERE conname = 'channel_kind_check'`,
  )
  const accepted = [...rows[0]!.check.matchAll(/'([^']*)'/g)].map(([, word]) => word)
  const listed = channelKinds.map(({ kind }) => kind).toSorted()
  const words = listed.map((word) => `'${word}'`).join(', ')
  expect(
    accepted.toSorted(),
    `Add a migration: ALTER TABLE channel DROP CONSTRAINT channel_kind_check,
     ADD CONSTRAINT channel_kind_check CHECK (kind IN (${words}));`,
  ).toEqual(listed)
})
