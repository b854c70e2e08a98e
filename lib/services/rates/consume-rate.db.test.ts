import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '@/lib/base/ids'
import { RATES, type RateClass } from '@/lib/contract/rates'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { Actor, ServiceContext } from '../context'
import { createPeople, type People } from '../testing/people'
import { consumeRate } from './consume-rate'

let database: TestDatabase
let people: People
/** A key, in a workspace of which nobody has called anything yet. */
let fresh: ServiceContext
const POOL = { name: 'web', max: 1, statementTimeoutMs: 10_000 }

const classes = Object.keys(RATES) as RateClass[]

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

beforeEach(() => {
  fresh = { ...anotherKey(), workspaceId: newId() }
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

/** Of the same workspace as `fresh`. */
function anotherKey(): ServiceContext {
  const actor = { kind: 'apiKey', keyId: newId(), access: 'write', family: null, label: 'ci' } satisfies Actor
  return { ...people.ada, ...(fresh && { workspaceId: fresh.workspaceId }), actor }
}

const call = (ctx: ServiceContext, of: RateClass) => consumeRate(people.web, ctx, of)

async function exhaust(ctx: ServiceContext, of: RateClass) {
  for (let n = 0; n < RATES[of].calls; n++) await call(ctx, of)
}

const refusal = (ctx: ServiceContext, of: RateClass) =>
  call(ctx, of).then(
    () => null,
    (error: unknown) => error,
  )

test.each(classes)('a key makes as many calls of the class %s as it allows, and not one more', async (of) => {
  await exhaust(fresh, of)
  const { seconds } = RATES[of]
  const refused = await refusal(fresh, of)
  expect(refused).toMatchObject({ name: 'AppError', code: 'too_many', field: null })
  const { retryAfterSeconds } = refused as { retryAfterSeconds: number }
  expect(retryAfterSeconds).toBeGreaterThan(seconds / 2)
  expect(retryAfterSeconds).toBeLessThanOrEqual(seconds)
})

test('the sentence says how much is allowed, and when to go on', async () => {
  await exhaust(fresh, 'send')
  const message = 'One workspace may make at most 60 tests of channels within 10 minutes. Try again in 10 minutes.'
  expect(await refusal(fresh, 'send')).toMatchObject({ message })
  await exhaust(people.ben, 'write')
  expect(await refusal(people.ben, 'write')).toMatchObject({
    message: expect.stringMatching(
      /^One person may make at most 6,000 calls that change something within a minute. Try again in \d+ seconds.$/,
    ),
  })
})

test.each(['write', 'send'] as const)('%s: other workspaces and classes have their own count', async (of) => {
  await exhaust(fresh, of)
  expect(await refusal({ ...fresh, workspaceId: people.cleo.workspaceId }, of)).toBeNull()
  for (const other of classes.filter((name) => name !== of)) expect(await refusal(fresh, other)).toBeNull()
  expect(await refusal(fresh, of)).not.toBeNull()
})

test('another key has its own count of what it reads and writes, and not of what it sends or exports', async () => {
  for (const of of classes) await exhaust(fresh, of)
  const refused = await Promise.all(classes.map((of) => refusal(anotherKey(), of)))
  expect(classes.filter((_, i) => refused[i] !== null)).toEqual(['send', 'expensive'])
})

test.each(['read', 'write'] as const)('%s: after the time of the class the key may call again', async (of) => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  await exhaust(fresh, of)
  vi.advanceTimersByTime(RATES[of].seconds * 1_000 - 1)
  expect(await refusal(fresh, of)).toMatchObject({ message: expect.stringContaining('Try again in a second.') })
  vi.advanceTimersByTime(1)
  expect(await refusal(fresh, of)).toBeNull()
})

test.each(['send', 'expensive'] as const)('%s: web processes count together, until the time is over', async (of) => {
  await exhaust(fresh, of)
  const others = [createPool(database.url, POOL), createPool(database.url, POOL)]
  const inAnother = (pool: Pool) =>
    consumeRate({ pool }, fresh, of).then(
      () => 'counted',
      (error: { code: string }) => error.code,
    )
  expect(await inAnother(others[0]!)).toBe('too_many')
  const { count } = await people.prisma.rateLimit.updateMany({
    where: { key: `api-${of}:${fresh.workspaceId}` },
    data: { expire: BigInt(Date.now()) },
  })
  expect(count).toBe(1)
  expect(await inAnother(others[1]!)).toBe('counted')
  await Promise.all(others.map((pool) => pool.end()))
})

test('a loop above a shared limit costs no query', async () => {
  await exhaust(fresh, 'send')
  const query = vi.spyOn(people.web.pool, 'query')
  expect(await refusal(fresh, 'send')).not.toBeNull()
  expect(query).not.toHaveBeenCalled()
})

test('calls that read or change something are counted without a query', async () => {
  const query = vi.spyOn(people.web.pool, 'query')
  await call(fresh, 'read')
  await call(fresh, 'write')
  expect(query).not.toHaveBeenCalled()
  await call(fresh, 'send')
  expect(query).toHaveBeenCalledTimes(1)
})
