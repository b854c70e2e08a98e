import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createPool } from '@/lib/db/pool'
import { createPrisma, type Prisma } from '@/lib/db/prisma'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withTransaction } from '@/lib/db/transaction'
import { errorResponse } from './error-response'

let database: TestDatabase
let prisma: Prisma
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  prisma = createPrisma(database.url)
  pool = createPool(database.url, { name: 'test', max: 2, statementTimeoutMs: 10_000 })
})
afterAll(async () => {
  await prisma.$disconnect()
  await pool.end()
  await database.drop()
})

const log = createLog('test', 'silent')
const RAISE = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '${code}'; END $$`

const answerTo = async (work: Promise<unknown>) => {
  const { status, headers } = errorResponse(
    await work.then(
      () => null,
      (error: unknown) => error,
    ),
    log,
  )
  return { status, retryAfter: headers.get('retry-after') }
}
const AWAY = { status: 503, retryAfter: '5' }

/** What ends the connection with this process id, at once and for good. */
const cut = async (pid: number) => {
  await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [pid])
}

test.each(['57014', '55P03', '25P03', '57P01', '53300'])('what the server ended with %s is 503', async (code) => {
  expect(await answerTo(pool.query(RAISE(code)))).toEqual(AWAY)
  expect(await answerTo(prisma.$executeRawUnsafe(RAISE(code)))).toEqual(AWAY)
  expect(await answerTo(prisma.$transaction((tx) => tx.$executeRawUnsafe(RAISE(code))))).toEqual(AWAY)
})

test.each(['57014', '55P03'])('a query of a model that the server ended with %s is 503, too', async (code) => {
  await database.pool.query(`CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '${code}'; END $f$`)
  await database.pool.query('CREATE OR REPLACE TRIGGER fails BEFORE INSERT ON workspace EXECUTE FUNCTION fail()')
  expect(await answerTo(prisma.workspace.create({ data: { name: 'Acme' } }))).toEqual(AWAY)
})

test('a transaction whose connection was cut while nothing ran is 503', async () => {
  const inPool = withTransaction(pool, async (client) => {
    await cut((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid)
    await client.query('SELECT 1')
  })
  expect(await answerTo(inPool)).toEqual(AWAY)
  for (const isModel of [true, false]) {
    const inPrisma = prisma.$transaction(async (tx) => {
      const [session] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      await cut(session!.pid)
      await (isModel ? tx.workspace.count() : tx.$queryRaw`SELECT 1`)
    })
    expect(await answerTo(inPrisma)).toEqual(AWAY)
  }
})

test('a statement that is wrong is no database that is away', async () => {
  expect(await answerTo(pool.query('SELECT nothing'))).toEqual({ status: 500, retryAfter: null })
  expect(await answerTo(prisma.$queryRawUnsafe('SELECT nothing'))).toEqual({ status: 500, retryAfter: null })
})
