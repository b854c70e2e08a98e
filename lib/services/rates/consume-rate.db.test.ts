import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '@/lib/base/ids'
import { RATES, type RateClass } from '@/lib/contract/rates'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { Actor, ServiceContext } from '../context'
import { createPeople, type People } from '../testing/people'
import { consumeRate } from './consume-rate'

let database: TestDatabase
let people: People
/** A key that has called nothing yet. */
let fresh: ServiceContext

const classes = Object.keys(RATES) as RateClass[]

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

beforeEach(() => {
  fresh = anotherKey()
})

afterEach(() => {
  vi.useRealTimers()
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

function anotherKey(): ServiceContext {
  const actor = { kind: 'apiKey', keyId: newId(), access: 'write', family: null, label: 'ci' } satisfies Actor
  return { ...people.ada, actor }
}

const call = (ctx: ServiceContext, of: RateClass) => consumeRate(people.web, ctx, of)

async function useUp(ctx: ServiceContext, of: RateClass) {
  for (let n = 0; n < RATES[of].calls; n++) await call(ctx, of)
}

const refusal = (ctx: ServiceContext, of: RateClass) =>
  call(ctx, of).then(
    () => null,
    (error: unknown) => error,
  )

test.each(classes)('a key makes as many calls of the class %s as it allows, and not one more', async (of) => {
  await useUp(fresh, of)
  const { seconds } = RATES[of]
  const refused = await refusal(fresh, of)
  expect(refused).toMatchObject({ name: 'AppError', code: 'too_many', field: null })
  const { retryAfterSeconds } = refused as { retryAfterSeconds: number }
  expect(retryAfterSeconds).toBeGreaterThan(seconds / 2)
  expect(retryAfterSeconds).toBeLessThanOrEqual(seconds)
})

test('the sentence says how much is allowed, and when to go on', async () => {
  await useUp(fresh, 'send')
  const message = 'One key may make at most 60 tests of channels within 10 minutes. Try again in 10 minutes.'
  expect(await refusal(fresh, 'send')).toMatchObject({ message })
  await useUp(people.ben, 'expensive')
  expect(await refusal(people.ben, 'expensive')).toMatchObject({
    message: 'One person may make at most 30 exports within 10 minutes. Try again in 10 minutes.',
  })
})

test.each(['write', 'send'] as const)('%s: other keys, workspaces and classes have their own count', async (of) => {
  await useUp(fresh, of)
  expect(await refusal(anotherKey(), of)).toBeNull()
  expect(await refusal({ ...fresh, workspaceId: people.cleo.workspaceId }, of)).toBeNull()
  for (const other of classes.filter((name) => name !== of)) expect(await refusal(fresh, other)).toBeNull()
  expect(await refusal(fresh, of)).not.toBeNull()
})

test.each(['read', 'write'] as const)('%s: after the time of the class the key may call again', async (of) => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  await useUp(fresh, of)
  vi.advanceTimersByTime(RATES[of].seconds * 1_000 - 1)
  expect(await refusal(fresh, of)).toMatchObject({ message: expect.stringContaining('Try again in a second.') })
  vi.advanceTimersByTime(1)
  expect(await refusal(fresh, of)).toBeNull()
})

test.each(['send', 'expensive'] as const)('%s: after the time of the class the key may call again', async (of) => {
  await useUp(fresh, of)
  expect(await refusal(fresh, of)).not.toBeNull()
  const key = `api-${of}:${fresh.workspaceId}:${fresh.actor.kind === 'apiKey' && fresh.actor.keyId}`
  const { count } = await people.prisma.rateLimit.updateMany({ where: { key }, data: { expire: BigInt(Date.now()) } })
  expect(count).toBe(1)
  expect(await refusal(fresh, of)).toBeNull()
})

test('calls that read or change something are counted without a query', async () => {
  const query = vi.spyOn(people.web.pool, 'query')
  await call(fresh, 'read')
  await call(fresh, 'write')
  expect(query).not.toHaveBeenCalled()
  await call(fresh, 'send')
  expect(query).toHaveBeenCalledTimes(1)
})
