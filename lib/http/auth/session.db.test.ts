import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '@/lib/base/errors'
import { testId } from '@/lib/base/testing/test-id'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { revokeSession } from '@/lib/services/auth/sessions/revoke-session'
import { createPeople, type People, TEST_BASE_URL } from '@/lib/services/testing/people'
import { requireRequestContext } from '../api/request-context'
import { getResources } from '../resources'
import { serveDatabase } from '../testing/serve-database'
import { nextAuthSecret } from './auth-cookie'
import { isStillAuthorized } from './still-authorized'

let database: TestDatabase
let people: People
let stop: () => Promise<void>
let cookie: string
let userId: string

const SESSION = testId('ses_adas')
const PROVED_AT = new Date('2026-11-22T12:00:00.000Z')

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  const { actor } = people.ada
  const { prisma } = people
  userId = actor.kind === 'user' ? actor.userId : ''
  const data = { id: SESSION, userId, provedAt: PROVED_AT, expiresAt: new Date(Date.now() + 60_000) }
  await prisma.session.create({ data })
  const token = await encode({ token: { sid: SESSION }, secret: nextAuthSecret(getResources().keyring) })
  cookie = `theme=dark; lubdub.session=${token}`
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

async function ask(headers: Record<string, string>, { write = false, now = new Date() } = {}) {
  const request = new Request(`${TEST_BASE_URL}/api/v1/monitors`, { headers })
  try {
    const { actor, workspaceId } = await requireRequestContext(request, { resources: getResources(), write, now })
    return { actor, workspaceId }
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

const ada = () => ({
  actor: { kind: 'user', userId, role: 'owner', label: 'ada@example.com', provedAt: PROVED_AT },
  workspaceId: people.ada.workspaceId,
})

test('a session cookie identifies the caller', async () => {
  expect(await ask({ cookie })).toEqual(ada())
})

test('a write by cookie passes only from our own pages', async () => {
  const write = (headers: Record<string, string>) => ask({ cookie, ...headers }, { write: true })
  expect(await write({ origin: TEST_BASE_URL })).toEqual(ada())
  expect(await write({ origin: 'http://lubdub.internal:4000', 'x-forwarded-host': 'lubdub.internal:4000' })).toEqual(
    ada(),
  )
  expect(await write({ 'sec-fetch-site': 'same-origin' })).toEqual(ada())
  expect(await write({})).toBe('forbidden')
  expect(await write({ origin: 'https://cleo.example' })).toBe('forbidden')
  expect(await write({ origin: 'null' })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'cross-site' })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'same-site' })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'none' })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'none', origin: TEST_BASE_URL })).toEqual(ada())
  // When the two differ, neither is trusted.
  expect(await write({ 'sec-fetch-site': 'cross-site', origin: TEST_BASE_URL })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toBe('forbidden')
  expect(await write({ 'sec-fetch-site': 'same-origin', origin: 'https://cleo.example' })).toBe('forbidden')
  expect(await write({ origin: `${TEST_BASE_URL}/` })).toBe('forbidden')
})

test('a cookie that is forged, or whose session has ended, is ignored', async () => {
  const forged = await encode({ token: { sid: SESSION }, secret: 'another secret' })
  expect(await ask({ cookie: `lubdub.session=${forged}` })).toBe('unauthenticated')
  expect(await ask({ cookie: 'lubdub.session=%E0%A4%A' })).toBe('unauthenticated')
  expect(await ask({ cookie }, { now: new Date(Date.now() + 61_000) })).toBe('unauthenticated')
})

test('a cookie does not replace a wrong key', async () => {
  expect(await ask({ cookie, authorization: 'Bearer ldw_wrong' })).toBe('unauthenticated')
})

test('the current workspace of the session decides, as long as the person belongs to it', async () => {
  const { prisma } = people
  const { workspaceId } = people.cleo
  const view = (data: { workspaceId: string | null }) => prisma.session.update({ where: { id: SESSION }, data })
  await view({ workspaceId })
  expect(await ask({ cookie })).toEqual(ada())

  await prisma.membership.create({ data: { workspaceId, userId, role: 'viewer' } })
  expect(await ask({ cookie })).toEqual({ actor: { ...ada().actor, role: 'viewer' }, workspaceId })
  await prisma.membership.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role: 'admin' } })
  expect(await ask({ cookie })).toMatchObject({ actor: { role: 'admin' }, workspaceId })
  await prisma.membership.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
  expect(await ask({ cookie })).toEqual(ada())
  await view({ workspaceId: null })
})

test('a workspace that requires a second factor shows nothing to a person without one, and everything to keys', async () => {
  const { prisma } = people
  const { workspaceId } = people.ada
  const require = (requireSecondFactor: boolean) =>
    prisma.workspace.update({ where: { id: workspaceId }, data: { requireSecondFactor } })
  await require(true)
  expect(await ask({ cookie })).toBe('second_factor_needed')
  expect(await ask({ authorization: `Bearer ${people.tokens.read}` })).toMatchObject({ workspaceId })

  const ciphertext = new Uint8Array([0])
  await prisma.totpFactor.create({ data: { userId, ciphertext } })
  expect(await ask({ cookie })).toBe('second_factor_needed')
  await prisma.totpFactor.update({ where: { userId }, data: { confirmedAt: new Date() } })
  expect(await ask({ cookie })).toEqual(ada())
  await prisma.totpFactor.delete({ where: { userId } })
  const passkey = { id: 'pk', userId, publicKey: ciphertext, name: 'phone' }
  await prisma.passkey.create({ data: passkey })
  expect(await ask({ cookie })).toEqual(ada())
  await prisma.passkey.delete({ where: { id: 'pk' } })
  await require(false)
})

test('a person without a workspace gets an error that says so', async () => {
  const { prisma } = people
  const membership = await prisma.membership.findFirstOrThrow({ where: { userId } })
  await prisma.membership.deleteMany({ where: { userId } })
  expect(await ask({ cookie })).toBe('forbidden')
  await prisma.membership.create({ data: membership })
})

const isWelcome = (headers: Record<string, string>, workspaceId = people.ada.workspaceId) =>
  isStillAuthorized(new Request(`${TEST_BASE_URL}/api/live/runs/x`, { headers }), {
    ...{ resources: getResources(), workspaceId, now: new Date() },
  })

test('an open stream stays authorized as long as its reader belongs to the workspace, whichever is current, or the key works', async () => {
  const { prisma, cleo, tokens } = people
  const authorization = `Bearer ${tokens.read}`
  expect(await isWelcome({ cookie })).toBe(true)
  expect(await isWelcome({ cookie }, cleo.workspaceId)).toBe(false)
  expect(await isWelcome({ authorization })).toBe(true)
  expect(await isWelcome({ authorization }, cleo.workspaceId)).toBe(false)
  expect(await isWelcome({})).toBe(false)

  await prisma.session.update({ where: { id: SESSION }, data: { workspaceId: cleo.workspaceId } })
  expect(await isWelcome({ cookie })).toBe(true)
  const membership = await prisma.membership.findFirstOrThrow({ where: { userId } })
  await prisma.membership.deleteMany({ where: { userId } })
  expect(await isWelcome({ cookie })).toBe(false)
  await prisma.membership.create({ data: membership })
  expect(await isWelcome({ cookie })).toBe(true)

  const { workspaceId } = people.ada
  await prisma.apiKey.updateMany({ where: { workspaceId, access: 'read' }, data: { revokedAt: new Date() } })
  expect(await isWelcome({ authorization })).toBe(false)
})

test('a revoked session ends at once', async () => {
  expect(await isWelcome({ cookie })).toBe(true)
  await revokeSession(people.web.prisma, SESSION, new Date())
  expect(await ask({ cookie })).toBe('unauthenticated')
  expect(await isWelcome({ cookie })).toBe(false)
})
