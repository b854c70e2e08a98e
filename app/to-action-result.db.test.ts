import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { getResources } from '@/lib/http/resources'
import { serveDatabase } from '@/lib/http/testing/serve-database'

// Other files may have imported, in this process, modules that must not have the mock below; and may do so again.
vi.hoisted(() => vi.resetModules())

vi.mock('next/headers', () => ({ headers: async () => new Headers({ 'sec-fetch-site': 'same-origin' }) }))

let database: TestDatabase
let stop: () => Promise<void>

beforeAll(async () => {
  database = await createTestDatabase()
  stop = serveDatabase(database)
  process.env.LUBDUB_LOG_LEVEL = 'silent'
})
afterAll(async () => {
  await stop()
  await database.drop()
  vi.resetModules()
})

const resultOf = async (work: () => Promise<unknown>) => (await import('./to-action-result')).toActionResult(work)
const raise = (code: string) =>
  getResources().prisma.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '${code}'; END $$`)

test.each(['57014', '55P03'])('an action that the server ended with %s says to try again', async (code) => {
  const message = 'The database cannot be reached now. Try again in a few seconds.'
  expect(await resultOf(() => raise(code))).toEqual({ error: { code: 'unavailable', field: null, message } })
})

test('an error that is not meant for people is one fixed sentence', async () => {
  expect(await resultOf(() => raise('42501'))).toEqual({
    error: { field: null, message: expect.stringMatching(/^An internal error; nothing was changed\./) },
  })
})
