import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { RATES } from '@/lib/contract/rates'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { addSession } from '@/lib/http/testing/session-cookie'
import { createChannel } from '@/lib/services/channels/create-channel'
import { consumeRate } from '@/lib/services/rates/consume-rate'
import { createPeople, type People, TEST_BASE_URL } from '@/lib/services/testing/people'

const request = vi.hoisted(() => {
  // Other files may have imported, in this process, modules that must not have the mocks below; and may do so again.
  vi.resetModules()
  return { cookies: new Map<string, string>() }
})

vi.mock('next/headers', () => ({
  headers: async () => new Headers({ 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '192.0.2.7' }),
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next/cache', () => ({ revalidatePath: () => {} }))

let database: TestDatabase
let people: People
let stop: () => Promise<void>
let channelId: string
let headers: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  const { ada, prisma } = people
  const userId = ada.actor.kind === 'user' ? ada.actor.userId : ''
  const { name, value } = await addSession({ prisma, keyring: ada.keyring }, userId)
  request.cookies.set(name, value)
  headers = { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin' }
  const channel = { kind: 'webhook', name: 'sink', config: { url: 'http://127.0.0.1:4999/x' } }
  channelId = (await createChannel(ada, channel)).id
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
  vi.resetModules()
})

test('an action and the operation of the API of the same class use up one count', async () => {
  const { testChannelAction } = await import('./(signed-in)/channels/actions')
  const { POST } = await import('./api/v1/channels/[channelId]/test/route')
  const byApi = () =>
    POST(new Request(`${TEST_BASE_URL}/api/v1/channels/${channelId}/test`, { method: 'POST', headers }), {
      params: Promise.resolve({ channelId }),
    })
  for (let n = 2; n < RATES.send.calls; n++) await consumeRate(people.web, people.ada, 'send')
  expect((await byApi()).status).toBe(202)
  expect(await testChannelAction(channelId)).toEqual({ ok: null })
  expect(await testChannelAction(channelId)).toMatchObject({
    error: { code: 'too_many', message: expect.stringMatching(/^One workspace may make at most 60 tests of channels/) },
  })
  expect((await byApi()).status).toBe(429)
  expect(await people.prisma.delivery.count()).toBe(2)
})
