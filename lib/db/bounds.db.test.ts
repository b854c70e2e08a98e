import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPool } from './pool'
import { createPrisma } from './prisma'
import { hasNoServerLimits } from './testing/server-limits'
import { openSwallowingProxy, type SwallowingProxy } from './testing/swallowing-proxy'
import { createTestDatabase, type TestDatabase } from './testing/test-database'
import { whileLocked } from './testing/while-locked'
import { withTransaction } from './transaction'

let db: TestDatabase
let proxy: SwallowingProxy
let url: string

beforeAll(async () => {
  db = await createTestDatabase()
  const there = new URL(db.url)
  proxy = await openSwallowingProxy(Number(there.port))
  there.hostname = '127.0.0.1'
  there.port = String(proxy.port)
  url = there.href
})
afterAll(async () => {
  await proxy.close()
  await db.drop()
})

const timed = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  const error = await work().then(
    () => null,
    (error: Error) => error,
  )
  return { ms: performance.now() - began, failed: error !== null }
}

it('a pool whose connections stop to answer gives up within two seconds after the limit, and the next query gets a new connection', async () => {
  const pool = createPool(url, { name: 'bounds', max: 1, statementTimeoutMs: 200 })
  await pool.query('SELECT 1')
  proxy.swallow()
  const { ms, failed } = await timed(() => pool.query('SELECT 1'))
  expect([failed, ms < 3_500]).toEqual([true, true])
  expect((await pool.query('SELECT 2 AS n')).rows).toEqual([{ n: 2 }])
  const client = await pool.connect()
  client.release()
  proxy.swallow()
  const transaction = await timed(() => withTransaction(pool, (inside) => inside.query('SELECT 1')))
  expect([transaction.failed, transaction.ms < 3_500]).toEqual([true, true])
  expect((await pool.query('SELECT 3 AS n')).rows).toEqual([{ n: 3 }])
  await pool.end()
})

it('a pool whose server accepts connections and never answers gives up within its limit', async () => {
  const pool = createPool(url, { name: 'bounds', max: 1, statementTimeoutMs: 200, connectTimeoutMs: 500 })
  proxy.swallow({ isWhole: true })
  const { ms, failed } = await timed(() => pool.query('SELECT 1'))
  expect([failed, ms < 1_500]).toEqual([true, true])
  proxy.letThrough()
  expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }])
  await pool.end()
})

it('Prisma gives up too, also in a transaction, and continues with a new connection', async () => {
  const prisma = createPrisma(url, { queryTimeoutMs: 700 })
  await prisma.workspace.count()
  proxy.swallow()
  const { ms, failed } = await timed(() => prisma.workspace.count())
  expect([failed, ms < 2_500]).toEqual([true, true])
  expect(await prisma.workspace.count()).toBe(0)
  const inside = await timed(() =>
    prisma.$transaction(async (tx) => {
      await tx.workspace.count()
      proxy.swallow()
      return tx.workspace.count()
    }),
  )
  expect([inside.failed, inside.ms < 4_000]).toEqual([true, true])
  expect(await prisma.workspace.count()).toBe(0)
  await prisma.$disconnect()
})

/** As PostgreSQL says it in what Prisma throws. */
const sqlStateIn = async (work: PromiseLike<unknown>) => {
  const error = await Promise.resolve(work).catch((thrown: Error) => thrown)
  return /Code: `(\w{5})`/.exec((error as Error).message)?.[1]
}

it.skipIf(hasNoServerLimits)('the server ends what a client of Prisma does not, a wait for a lock first', async () => {
  // The client itself would wait for a minute.
  const prisma = createPrisma(db.url, { statementTimeoutMs: 2_500, queryTimeoutMs: 60_000 })
  expect(await sqlStateIn(prisma.$queryRaw`SELECT 1 FROM pg_sleep(30)`)).toBe('57014')
  await whileLocked(db.pool, { statement: 'LOCK TABLE workspace IN ACCESS EXCLUSIVE MODE' }, async () => {
    expect(await sqlStateIn(prisma.workspace.count())).toBe('55P03')
    expect(await sqlStateIn(prisma.$transaction((tx) => tx.$queryRaw`SELECT 1 FROM workspace`))).toBe('55P03')
  })
  const { rows } = await db.pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lubdub-prisma' AND state <> 'idle'`,
  )
  expect(rows).toEqual([])
  await prisma.$disconnect()
})

it('sessions of Prisma and of pools have the same limits, which a pooler that drops startup parameters cannot take', async () => {
  const wanted = ['idle_in_transaction_session_timeout 5000', 'lock_timeout 2000', 'statement_timeout 10000']
  const prisma = createPrisma(db.url)
  const pool = createPool(db.url, { name: 'bounds', max: 1, statementTimeoutMs: 10_000 })
  const show = `SELECT array_agg(name || ' ' || setting ORDER BY name) AS limits FROM pg_settings
    WHERE source = 'session' AND name = ANY(ARRAY['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])`
  expect(await prisma.$queryRawUnsafe(show)).toEqual([{ limits: wanted }])
  expect((await pool.query(show)).rows).toEqual([{ limits: wanted }])
  await prisma.$disconnect()
  await pool.end()
})
