import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import { getProfile } from '../get-profile'
import { type AuthWorld, CALLER, createAuthWorld } from '../testing/auth-world'
import { connectIdentity } from './connect-identity'
import { type ConnectTicket, decryptTicket, encryptTicket, type Identity } from './connect-ticket'
import { disconnectIdentity } from './disconnect-identity'
import { signInByIdentity } from './sign-in-by-identity'

let world: AuthWorld

beforeAll(async () => {
  world = await createAuthWorld()
})
afterEach(async () => {
  delete process.env.LUBDUB_SIGNUP
  await world.settle()
  await world.people.prisma.identity.deleteMany()
})
afterAll(() => world.end())

const minutesLater = (minutes: number) => new Date(TEST_NOW.getTime() + minutes * 60_000)

const ADAS: Identity = {
  provider: 'oidc',
  subject: 'sub-ada',
  email: 'ada@example.com',
  isEmailVerified: true,
  name: 'Ada',
}

function arrive(change: Partial<Identity> = {}, { currentUserId = null }: { currentUserId?: string | null } = {}) {
  const identity = { ...ADAS, ...change }
  return signInByIdentity(world.resources, {
    identity,
    currentUserId,
    next: '/runs',
    timezone: null,
    caller: CALLER,
    now: TEST_NOW,
  })
}
const ticketFor = (name: 'ada' | 'ben', change: Partial<ConnectTicket> = {}): ConnectTicket => ({
  ...{ provider: 'oidc', subject: 'sub-ada', email: 'ada@example.com', next: null, at: TEST_NOW.getTime() },
  userId: world.userId(name),
  ...change,
})
const connect = async (name: 'ada' | 'ben', ticket: ConnectTicket, now = TEST_NOW) =>
  connectIdentity(
    { ...(await world.signedIn(name, TEST_NOW)), now },
    { ticket, providerName: 'Engines', afterResponse: world.afterResponse },
  )

test('a verified address of an existing person signs nobody in: the person must first reauthenticate', async () => {
  const result = await arrive()
  expect(result).toEqual({ kind: 'connect', ticket: ticketFor('ada', { next: '/runs' }) })
  expect(await world.people.prisma.identity.count()).toBe(0)

  await connect('ada', ticketFor('ada'))
  expect(await arrive()).toEqual({ kind: 'known', userId: world.userId('ada') })
  await world.settle()
  expect(world.mailbox.take('ada@example.com').subject).toBe('Engines now signs you in to Lubdub')
  const [event] = await world.people.prisma.auditEvent.findMany({ where: { action: 'identity.linked' } })
  expect(event).toMatchObject({ targetId: world.userId('ada'), after: { provider: 'oidc', email: 'ada@example.com' } })
})

test('an account is known by provider and subject, even if its address changes', async () => {
  await connect('ada', ticketFor('ada'))
  expect(await arrive({ email: 'ben@example.com' })).toEqual({ kind: 'known', userId: world.userId('ada') })
  expect(await arrive({ email: null, isEmailVerified: false })).toEqual({ kind: 'known', userId: world.userId('ada') })
  expect(await arrive({ subject: 'sub-other' })).toMatchObject({ kind: 'connect' })
  expect(await arrive({ provider: 'google' })).toMatchObject({ kind: 'connect' })
})

test('an address without verification has no effect, even if sign-up is open', async () => {
  process.env.LUBDUB_SIGNUP = 'open'
  for (const email of ['ada@example.com', 'new@example.com', null]) {
    expect(await arrive({ email, isEmailVerified: false })).toEqual({ kind: 'refused', reason: 'unverified' })
  }
})

test('a new person signs up with a verified address if sign-up allows it, and is refused otherwise', async () => {
  const grace = { subject: 'sub-grace', email: 'grace@navy.example', name: 'Grace' }
  expect(await arrive(grace)).toEqual({ kind: 'refused', reason: 'no_account' })
  process.env.LUBDUB_SIGNUP = 'navy.example'
  expect(await arrive({ ...grace, email: 'grace@evil.example' })).toEqual({ kind: 'refused', reason: 'no_account' })
  const result = await arrive(grace)
  const user = await world.people.prisma.user.findUniqueOrThrow({ where: { email: 'grace@navy.example' } })
  expect(result).toEqual({ kind: 'known', userId: user.id })
  expect(user.name).toBe('Grace')
  expect(await arrive(grace)).toEqual(result)
})

test('the name from a provider is used without invisible characters, and an invalid address is not used', async () => {
  process.env.LUBDUB_SIGNUP = 'open'
  const strange = ['a b@navy.example', 'a@navy.example\u202e', '"a@b"@navy.example', 'a@navy.example, b@navy.example']
  for (const email of strange) {
    expect(await arrive({ subject: 'sub-odd', email })).toEqual({ kind: 'refused', reason: 'unverified' })
  }
  await arrive({ subject: 'sub-rosa', email: 'rosa@navy.example', name: ' Ro\u0000sa\u202e\u200b\n ' })
  const user = await world.people.prisma.user.findUniqueOrThrow({ where: { email: 'rosa@navy.example' } })
  expect(user.name).toBe('Rosa')
})

test('a signed-in person connects an account of any address, and it stays connected to that person', async () => {
  const result = await arrive({ email: 'ada@private.example' }, { currentUserId: world.userId('ben') })
  expect(result).toMatchObject({ kind: 'connect', ticket: { userId: world.userId('ben') } })
  await connect('ben', ticketFor('ben'))
  await expectRefusal(connect('ada', ticketFor('ada')), 'conflict')
  expect(await arrive()).toEqual({ kind: 'known', userId: world.userId('ben') })
})

test('a ticket is for one person, for 15 minutes, and cannot be forged', async () => {
  await expectRefusal(connect('ben', ticketFor('ada')), 'forbidden')
  await expectRefusal(connect('ada', ticketFor('ada'), minutesLater(15.1)), 'proof_needed')
  const { keyring } = world.resources
  const encrypted = encryptTicket(keyring, ticketFor('ada'))
  expect(decryptTicket(keyring, encrypted, minutesLater(14))).toEqual(ticketFor('ada'))
  expect(decryptTicket(keyring, encrypted, minutesLater(15.1))).toBeNull()
  for (const wrong of [
    undefined,
    '',
    'abc',
    `${encrypted.slice(0, -4)}AAAA`,
    keyring.encrypt('{}', 'connect').toString('base64url'),
  ]) {
    expect(decryptTicket(keyring, wrong, TEST_NOW)).toBeNull()
  }
})

test('an account is disconnected by its person after a recent sign-in, unless it is the last way to sign in', async () => {
  await connect('ada', ticketFor('ada'))
  const ada = await world.signedIn('ada', TEST_NOW)
  const ben = await world.signedIn('ben', TEST_NOW)
  const which = { provider: 'oidc', subject: 'sub-ada' }
  await expectRefusal(disconnectIdentity(ben, which), 'not_found')
  await expectRefusal(disconnectIdentity({ ...ada, now: minutesLater(16) }, which), 'proof_needed')
  const { SMTP_URL } = process.env
  delete process.env.SMTP_URL
  await expectRefusal(disconnectIdentity(ada, which), 'conflict')
  process.env.SMTP_URL = SMTP_URL
  expect((await getProfile(ada)).identities).toMatchObject([{ provider: 'oidc', email: 'ada@example.com' }])
  await disconnectIdentity(ada, which)
  expect((await getProfile(ada)).identities).toEqual([])
  expect(await arrive()).toMatchObject({ kind: 'connect' })
})
