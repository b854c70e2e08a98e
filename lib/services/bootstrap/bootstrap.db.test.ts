import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { testId } from '@/lib/base/testing/test-id'
import { createPool } from '@/lib/db/pool'
import { createPrisma, type Prisma } from '@/lib/db/prisma'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createWorkspaceDb, type WorkspaceDb } from '@/lib/db/workspace-db'
import { authenticateApiKey } from '../auth/authenticate-api-key'
import { finishFirstFactor } from '../auth/factors/finish-first-factor'
import { listWorkspacesOf } from '../auth/list-workspaces-of'
import { consumeSignInLink } from '../auth/methods/consume-sign-in-link'
import { findSession } from '../auth/sessions/find-session'
import { revokeSession } from '../auth/sessions/revoke-session'
import { openConfig } from '../channels/channel-config'
import { TEST_BASE_URL, TEST_SECRET } from '../testing/people'
import { bootstrap } from './bootstrap'
import { mintSignInLink } from './mint-sign-in-link'

const keyring = createKeyring(TEST_SECRET)
const apiKey = 'ldw_abcdefghijklmnopqrstuvwxyz234567'
let database: TestDatabase
let prisma: Prisma
let web: { prisma: Prisma; db: WorkspaceDb }
let webPool: ReturnType<typeof createPool>
let pool: ReturnType<typeof createPool>

beforeAll(async () => {
  database = await createTestDatabase()
  prisma = createPrisma(database.url)
  webPool = createPool(database.url, { name: 'test', role: 'web', max: 1, statementTimeoutMs: 10_000 })
  const webPrisma = createPrisma(database.url, { role: 'web' })
  web = { prisma: webPrisma, db: createWorkspaceDb({ prisma: webPrisma, pool: webPool }) }
  pool = createPool(database.url, { name: 'start', max: 1, statementTimeoutMs: 10_000 })
})

afterAll(async () => {
  await Promise.all([prisma.$disconnect(), web.prisma.$disconnect(), pool.end(), webPool.end()])
  await database.drop()
})

const now = () => new Date()
const start = (change = {}) =>
  bootstrap(pool, {
    now: now(),
    ownerEmail: 'Ada@Example.com',
    apiKey,
    baseUrl: TEST_BASE_URL,
    secret: TEST_SECRET,
    ...change,
  })
const tokenOf = (url: string) => new URL(url).searchParams.get('token')!
const caller = { ip: '192.0.2.7', userAgent: 'a test' }

async function signIn(token: string) {
  const link = await consumeSignInLink({ ...web, keyring }, { token, now: now() })
  if (!link) return null
  const resources = { ...web, pool: webPool, keyring, baseUrl: TEST_BASE_URL, log: createLog('test', 'info') }
  const result = await finishFirstFactor(resources, { userId: link.userId, method: 'link', caller, now: now() })
  if (result.kind !== 'signed_in') throw new Error('A second factor was asked for.')
  return result
}

test('two first starts at the same time create one workspace with one owner, one monitor and one key', async () => {
  const other = createPool(database.url, { name: 'start', max: 1, statementTimeoutMs: 10_000 })
  const options = { now: now(), ownerEmail: 'ada@example.com', apiKey, baseUrl: TEST_BASE_URL, secret: TEST_SECRET }
  const [first, second] = await Promise.all([bootstrap(pool, options), bootstrap(other, options)])
  await other.end()
  expect(first.sampleHeartbeatUrl).toMatch(/^http:\/\/localhost:4000\/api\/v1\/heartbeat\/ldb_[a-z2-7]{32}$/)
  expect(second.sampleHeartbeatUrl).toBe(first.sampleHeartbeatUrl)
  const counts = await Promise.all([
    prisma.workspace.count(),
    prisma.user.count(),
    prisma.monitor.count(),
    prisma.apiKey.count(),
  ])
  expect(counts).toEqual([1, 1, 1, 1])
  expect(await authenticateApiKey(web, keyring, { token: apiKey, now: now() })).toMatchObject({ access: 'write' })
})

test('a key given at a later start changes nothing', async () => {
  await start({ apiKey: 'ldw_later' })
  expect(await authenticateApiKey(web, keyring, { token: 'ldw_later', now: now() })).toBeNull()
})

test('a new link replaces the one before, works once, and is not created any more after the first sign-in', async () => {
  const old = tokenOf((await start()).signInUrl!)
  const token = tokenOf((await start()).signInUrl!)
  expect(await signIn(old)).toBeNull()
  const results = await Promise.all([signIn(token), signIn(token)])
  const sessions = results.filter((result) => result !== null)
  expect(sessions).toHaveLength(1)
  const { userId, sessionId } = sessions[0]!
  expect(await findSession(web.prisma, sessionId, now())).toMatchObject({
    user: { id: userId, email: 'ada@example.com' },
  })
  const { id } = await prisma.workspace.findFirstOrThrow()
  expect(await listWorkspacesOf(web.prisma, userId)).toEqual([
    {
      id,
      name: 'Home',
      timezone: expect.any(String),
      locale: 'en',
      role: 'owner',
      requireSecondFactor: false,
      deleteAfter: null,
      lastSeenAt: null,
    },
  ])
  expect((await start()).signInUrl).toBeNull()
})

test('a link is invalid after a day; a session ends after 7 days without use, after 30 days with use, or when it is revoked', async () => {
  const mint = async () =>
    tokenOf((await mintSignInLink(pool, { email: null, baseUrl: TEST_BASE_URL, secret: TEST_SECRET }))!)
  const later = (days: number) => new Date(Date.now() + days * 86_400_000)
  const late = await mint()
  expect(await consumeSignInLink({ ...web, keyring }, { token: late, now: later(1.1) })).toBeNull()

  const { sessionId } = (await signIn(await mint()))!
  expect(await findSession(web.prisma, sessionId, later(7.1))).toBeNull()
  for (const days of [6, 12, 18, 24, 29]) expect(await findSession(web.prisma, sessionId, later(days))).not.toBeNull()
  expect(await findSession(web.prisma, sessionId, later(31))).toBeNull()
  await revokeSession(web.prisma, sessionId, now())
  expect(await findSession(web.prisma, sessionId, now())).toBeNull()
})

test('an unknown person gets no link', async () => {
  const email = 'cleo@example.com'
  expect(await mintSignInLink(pool, { email, baseUrl: TEST_BASE_URL, secret: TEST_SECRET })).toBeNull()
})

test('a start encrypts the URL of a webhook that an earlier version has stored', async () => {
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow()
  const url = 'https://hooks.example.com/services/T0/swordfish'
  await prisma.channel.create({
    data: { workspaceId, id: testId('chn_old'), kind: 'webhook', name: 'old', config: { url } },
  })
  await start()
  const row = await prisma.channel.findFirstOrThrow({ where: { id: testId('chn_old') } })
  expect(row.config).toEqual({ url: 'https://hooks.example.com/…fish' })
  expect(openConfig(keyring, { ...row, channelId: row.id })).toEqual({ url })
})

test('a start with another secret says so', async () => {
  await expect(start({ secret: 'quite another secret of full length' })).rejects.toThrow('LUBDUB_SECRET is not the one')
})
