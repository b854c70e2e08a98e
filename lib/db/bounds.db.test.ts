import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPool } from './pool'
import { createPrisma } from './prisma'
import { openSwallowingProxy, type SwallowingProxy } from './testing/swallowing-proxy'
import { createTestDatabase, type TestDatabase } from './testing/test-database'
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
