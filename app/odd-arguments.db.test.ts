import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ACTIONS } from '@/e2e/access/rows'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { addSession } from '@/lib/http/testing/session-cookie'
import { createChannel } from '@/lib/services/channels/create-channel'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { createPeople, type People } from '@/lib/services/testing/people'

const request = vi.hoisted(() => {
  // Other files may have imported, in this process, modules that must not have the mocks below; and may do so again.
  vi.resetModules()
  return { cookies: new Map<string, string>() }
})

vi.mock('next/headers', () => ({
  headers: async () => new Headers({ 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '192.0.2.7' }),
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
    set: () => {},
    delete: () => {},
  }),
}))
vi.mock('next/cache', () => ({ revalidatePath: () => {} }))
vi.mock('next/server', () => ({ after: () => {} }))

type Action = (...args: unknown[]) => Promise<{ error?: { message: string; code?: string } }>

let database: TestDatabase
let people: People
let stop: () => Promise<void>
let things: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  process.env.SMTP_URL = 'smtp://127.0.0.1:9'
  const { ada, ben, prisma } = people
  const userId = ada.actor.kind === 'user' ? ada.actor.userId : ''
  const { name, value } = await addSession({ prisma, keyring: ada.keyring }, userId)
  request.cookies.set(name, value)
  const { id: monitorId } = await createMonitor(ada, { name: 'nightly', schedule: { type: 'interval', seconds: 60 } })
  const { id: keyId } = await prisma.heartbeatKey.findFirstOrThrow({ where: { monitorId: uuidOf(monitorId) } })
  const { id: channelId } = await createChannel(ada, {
    kind: 'webhook',
    name: 'sink',
    config: { url: 'https://hooks.example/x' },
  })
  const memberId = toPublicId('usr', ben.actor.kind === 'user' ? ben.actor.userId : '')
  things = { monitorId, keyId: toPublicId('hbk', keyId), channelId, memberId }
})

afterAll(async () => {
  vi.resetModules()
  await Promise.all([stop(), people.end()])
  await database.drop()
})

const ODD = [null, 'odd', -0.5, ['odd'], { toString: 1 }]

/** The arguments of the row, with the objects of the test. */
const fill = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/\{(\w+Id)\}/g, (_, name: string) => things[name] ?? 'none'))

const withArguments = Object.entries(ACTIONS).filter(([, { args }]) => args.length > 0)

test.each(withArguments)('%s refuses an invalid argument, and says so', async (name, { args }) => {
  const [file, action] = name.split('#') as [string, string]
  const call = ((await import(/* @vite-ignore */ `@/${file}`)) as Record<string, Action>)[action]!
  const given = fill(args) as unknown[]
  const odd = [...given.keys()].flatMap((at) => ODD.map((value) => given.with(at, value)))
  const notRefused: string[] = []
  for (const sent of [[], ...odd]) {
    const answer = await call(...sent).catch((error: unknown) => ({ thrown: String(error) }))
    // Without a code it would be the answer to an internal error.
    const isRefused = 'error' in answer && answer.error?.code !== undefined
    if (!isRefused) notRefused.push(`${JSON.stringify(sent)}: ${JSON.stringify(answer)}`)
  }
  expect(notRefused).toEqual([])
})
