import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PasskeyAsk } from '@/lib/contract/factors'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { TEST_BASE_URL, TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import { signInWithPasskey } from '../methods/sign-in-with-passkey'
import type { PersonContext } from '../person-context'
import { findSession } from '../sessions/find-session'
import { createOwnPeople, secondsLater } from '../testing/own-people'
import { softwarePasskey } from '../testing/software-passkey'
import { addPasskey } from './add-passkey'
import { askPasskey } from './ask-passkey'
import { finishFirstFactor } from './finish-first-factor'
import { listFactors } from './list-factors'
import { proveAgain } from './prove-again'
import { proveSecondFactor } from './prove-second-factor'
import { removePasskey } from './remove-passkey'
import { renamePasskey } from './rename-passkey'
import { askSecondFactorPasskey } from './second-factor-options'
import { startPasskey } from './start-passkey'

let database: TestDatabase
let all: Awaited<ReturnType<typeof createOwnPeople>>
let ada: PersonContext

beforeAll(async () => {
  database = await createTestDatabase()
  all = await createOwnPeople(database)
})

beforeEach(async () => {
  const { prisma } = all.people
  await prisma.passkey.deleteMany()
  await prisma.recoveryCode.deleteMany()
  await prisma.rateLimit.deleteMany()
  ada = await all.own('ada')
})

afterAll(async () => {
  await all.end()
  await database.drop()
})

const caller = { ip: '192.0.2.7', userAgent: 'a test' }
const EVIL = 'https://lubdub.example'

async function register(own: PersonContext, { name = 'laptop', counts = true } = {}) {
  const device = softwarePasskey({ origin: TEST_BASE_URL, counts })
  const ask = await startPasskey(own)
  const codes = await addPasskey(own, { ticket: ask.ticket, name, response: device.register(ask) })
  return { device, codes }
}

type Device = ReturnType<typeof softwarePasskey>
type Ways = Parameters<Device['prove']>[1]

async function enter(device: Device, ways?: Ways) {
  const ask = await askPasskey(ada, { purpose: 'passkey', userId: null, now: TEST_NOW })
  const response = device.prove(ask, ways)
  return signInWithPasskey(ada, { ticket: ask.ticket, response, caller, now: TEST_NOW })
}

test('a passkey is stored with its name, verifies its user, and gives recovery codes the first time', async () => {
  const ask = await startPasskey(ada)
  expect(ask.options).toMatchObject({
    rp: { id: 'localhost', name: 'Lubdub' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [],
  })
  const { codes, device } = await register(ada)
  expect(codes).toHaveLength(10)
  expect((await register(ada, { name: 'phone' })).codes).toBe(null)
  expect((await listFactors(ada)).passkeys).toMatchObject([{ name: 'laptop', lastUsedAt: null }, { name: 'phone' }])
  const again = await startPasskey(ada)
  expect(again.options).toMatchObject({ excludeCredentials: [{ id: device.id, transports: ['internal'] }, {}] })
})

test('a registration is valid for our origin, for a device that verified its user, once, and for five minutes', async () => {
  const device = softwarePasskey({ origin: TEST_BASE_URL })
  const attempt = async (make: (ask: PasskeyAsk) => Parameters<typeof addPasskey>[1], own = ada) =>
    expectRefusal(addPasskey(own, make(await startPasskey(ada))), 'invalid')
  const name = 'laptop'
  await attempt((ask) => ({ ticket: ask.ticket, name, response: device.register(ask, { origin: EVIL }) }))
  await attempt((ask) => ({ ticket: ask.ticket, name, response: device.register(ask, { verified: false }) }))
  await attempt((ask) => ({ ticket: ask.ticket, name: ' ', response: device.register(ask) }))
  const wrong = await startPasskey(ada)
  const evil = { ticket: wrong.ticket, name, response: device.register(wrong, { origin: EVIL }) }
  await expectRefusal(addPasskey(ada, evil), 'invalid')
  await expectRefusal(addPasskey(ada, { ...evil, response: device.register(wrong) }), 'invalid')
  await attempt((ask) => ({ ticket: 'pnd_none', name, response: device.register(ask) }))
  await attempt((ask) => ({ ticket: ask.ticket, name, response: device.register(ask) }), {
    ...ada,
    now: secondsLater(301),
    provedAt: secondsLater(301),
  })
  await attempt((ask) => ({ ticket: ask.ticket, name, response: device.register(ask) }), all.cleo)
  const sign = await askPasskey(ada, { purpose: 'sudo', userId: ada.person.id, now: TEST_NOW })
  const ask = await startPasskey(ada)
  const response = device.register(ask)
  await expectRefusal(addPasskey(ada, { ticket: sign.ticket, name, response }), 'invalid')
  expect((await listFactors(ada)).passkeys).toEqual([])
  await addPasskey(ada, { ticket: ask.ticket, name, response })
  await expectRefusal(addPasskey(ada, { ticket: ask.ticket, name, response }), 'invalid')
})

test('a known passkey is not accepted a second time, from any person', async () => {
  const { device } = await register(ada)
  const ask = await startPasskey(all.cleo)
  const response = device.register(ask)
  await expectRefusal(addPasskey(all.cleo, { ticket: ask.ticket, name: 'mine', response }), 'conflict')
})

test('a passkey signs in by itself, for both factors', async () => {
  const { device } = await register(ada)
  const session = await enter(device)
  expect(session).toMatchObject({ userId: ada.person.id })
  expect(await all.people.prisma.session.findUnique({ where: { id: session?.sessionId ?? '' } })).toMatchObject({
    ...{ method: 'passkey', secondFactor: 'passkey', provedAt: TEST_NOW },
  })
  expect(await findSession(ada.prisma, session?.sessionId ?? '', TEST_NOW)).toMatchObject({
    user: { id: ada.person.id },
  })
})

test('a passkey does not sign in with another origin, without user verification, with an old counter, or for another person', async () => {
  const { device } = await register(ada)
  expect(await enter(device)).not.toBe(null)
  expect(await enter(device, { origin: EVIL })).toBe(null)
  expect(await enter(device, { verified: false })).toBe(null)
  expect(await enter(device, { counter: 1 })).toBe(null)
  expect(await enter(device, { userHandle: Buffer.from(all.cleo.person.id).toString('base64url') })).toBe(null)
  expect(await enter(device, { userHandle: null })).toBe(null)
  expect(await enter(softwarePasskey({ origin: TEST_BASE_URL }))).toBe(null)
  expect(await enter(device)).not.toBe(null)
})

test('an answer is valid once, for five minutes, for its own challenge', async () => {
  const { device } = await register(ada)
  const [ask, other] = [
    await askPasskey(ada, { purpose: 'passkey', userId: null, now: TEST_NOW }),
    await askPasskey(ada, { purpose: 'passkey', userId: null, now: TEST_NOW }),
  ]
  const response = device.prove(ask)
  const enterAt = (ticket: string, now = TEST_NOW) => signInWithPasskey(ada, { ticket, response, caller, now })
  expect(await enterAt(other.ticket)).toBe(null)
  expect(await enterAt(ask.ticket, secondsLater(301))).toBe(null)
  const results = await Promise.all([enterAt(ask.ticket), enterAt(ask.ticket)])
  expect(results.filter((result) => result !== null)).toHaveLength(1)
})

test('passkeys without a counter, such as synchronised ones, sign in too', async () => {
  const { device } = await register(ada, { counts: false })
  expect(await enter(device)).not.toBe(null)
  expect(await enter(device)).not.toBe(null)
})

test('a passkey is the second factor after a password, for its own person only', async () => {
  const { device } = await register(ada)
  const { device: cleos } = await register(all.cleo)
  const begin = async () => {
    const result = await finishFirstFactor(ada, { userId: ada.person.id, method: 'password', caller, now: TEST_NOW })
    if (result.kind !== 'second_factor') throw new Error('No second factor was asked for.')
    const ask = await askSecondFactorPasskey(ada, { pendingToken: result.pendingToken, now: TEST_NOW })
    if (!ask) throw new Error('Nothing waits.')
    return { pendingToken: result.pendingToken, ask }
  }
  const prove = ({ pendingToken, ask }: Awaited<ReturnType<typeof begin>>, by: Device, ways?: Ways) => {
    const proof = { kind: 'passkey', ticket: ask.ticket, response: by.prove(ask, ways) } as const
    return proveSecondFactor(ada, { pendingToken, proof, caller, now: TEST_NOW })
  }
  const waiting = await begin()
  expect(waiting.ask.options).toMatchObject({ allowCredentials: [{ id: device.id }] })
  expect(await prove(waiting, cleos)).toEqual({ kind: 'wrong' })
  expect(await prove(await begin(), device, { origin: EVIL })).toEqual({ kind: 'wrong' })
  expect(await prove(await begin(), device)).toMatchObject({ kind: 'signed_in', userId: ada.person.id })
})

test('a passkey renews the reauthentication; one of another person, or one for a sign-in, does not', async () => {
  const { device } = await register(ada)
  const { device: cleos } = await register(all.cleo)
  const now = secondsLater(3600)
  const own = { ...ada, now }
  const prove = async (by: Device, purpose: 'sudo' | 'passkey') => {
    const { ticket, options } = await askPasskey(own, { purpose, userId: ada.person.id, now })
    return proveAgain(own, { kind: 'passkey', ticket, response: by.prove({ ticket, options }) })
  }
  await expectRefusal(prove(cleos, 'sudo'), 'invalid')
  await expectRefusal(prove(device, 'passkey'), 'invalid')
  expect(await findSession(ada.prisma, ada.sessionId, now)).toMatchObject({ provedAt: TEST_NOW })
  await prove(device, 'sudo')
  expect(await findSession(ada.prisma, ada.sessionId, now)).toMatchObject({ provedAt: now })
})

test('a passkey is renamed and removed by its person, after a recent reauthentication, unless it is the last factor and one is required', async () => {
  const { device } = await register(ada)
  const passkeyId = device.id
  await expectRefusal(renamePasskey(all.cleo, { passkeyId, name: 'mine' }), 'not_found')
  await expectRefusal(removePasskey(all.cleo, { passkeyId }), 'not_found')
  await expectRefusal(renamePasskey(ada, { passkeyId, name: '' }), 'invalid', 'name')
  await renamePasskey(ada, { passkeyId, name: 'old laptop' })
  expect((await listFactors(ada)).passkeys).toMatchObject([{ name: 'old laptop' }])

  const stale = { ...ada, provedAt: secondsLater(-900) }
  await expectRefusal(startPasskey(stale), 'proof_needed')
  const ask = await startPasskey(ada)
  const made = { ticket: ask.ticket, name: 'phone', response: device.register(ask) }
  await expectRefusal(addPasskey(stale, made), 'proof_needed')
  await expectRefusal(removePasskey(stale, { passkeyId }), 'proof_needed')

  const { prisma, ada: inWorkspace } = all.people
  const require = (requireSecondFactor: boolean) =>
    prisma.workspace.update({ where: { id: inWorkspace.workspaceId }, data: { requireSecondFactor } })
  await require(true)
  await expectRefusal(removePasskey(ada, { passkeyId }), 'conflict')
  await register(ada, { name: 'phone' })
  await removePasskey(ada, { passkeyId })
  await require(false)
  expect(await enter(device)).toBe(null)
})
