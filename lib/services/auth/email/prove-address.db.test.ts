import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { TEST_NOW } from '../../testing/people'
import { finishFirstFactor } from '../factors/finish-first-factor'
import { secondFactorsOf } from '../factors/has-second-factor'
import { proveAgain } from '../factors/prove-again'
import { sendReauthenticationCode } from '../factors/send-reauthentication-code'
import { passwordHasher } from '../methods/password-hash'
import { requestPasswordReset } from '../methods/request-password-reset'
import { requestSignInMail } from '../methods/request-sign-in-mail'
import { resetPassword } from '../methods/reset-password'
import { signInByMail } from '../methods/sign-in-by-mail'
import { signInWithPassword } from '../methods/sign-in-with-password'
import { findSession } from '../sessions/find-session'
import { type AuthWorld, CALLER, createAuthWorld } from '../testing/auth-world'
import { confirmEmailChange } from './confirm-email-change'
import { requestEmailChange } from './request-email-change'

let world: AuthWorld
const INVITERS = 'a password of the inviter'
const OWNERS = 'violet hinges under snow'
const at = (minutes: number) => new Date(TEST_NOW.getTime() + minutes * 60_000)

beforeAll(async () => {
  world = await createAuthWorld()
})
afterEach(() => {
  world.mailbox.received.length = 0
})
afterAll(() => world.end())

/** Ben's account after another person followed an invitation to Ben's address and set up every factor. */
async function takeOver() {
  const { prisma } = world.people
  const userId = world.userId('ben')
  const { sessionId } = await world.signedIn('ben', TEST_NOW)
  const passwordHash = await passwordHasher.hash(INVITERS)
  await prisma.user.update({ where: { id: userId }, data: { emailVerifiedAt: null, passwordHash } })
  const bytes = new Uint8Array(32)
  const expiresAt = at(60)
  await prisma.totpFactor.create({ data: { userId, ciphertext: bytes, confirmedAt: TEST_NOW } })
  await prisma.recoveryCode.create({ data: { userId, hash: bytes } })
  await prisma.passkey.create({ data: { id: `key ${sessionId}`, userId, publicKey: bytes, name: 'phone' } })
  await prisma.identity.create({ data: { provider: 'github', subject: sessionId, userId } })
  const hash = new Uint8Array(Buffer.from(sessionId.padEnd(32)))
  await prisma.pendingSignIn.create({ data: { hash, userId, methods: ['password'], expiresAt } })
  return { sessionId, userId }
}

async function mailedSignIn() {
  const asked = {
    email: 'ben@example.com',
    next: null,
    caller: CALLER,
    now: TEST_NOW,
    afterResponse: world.afterResponse,
  }
  await requestSignInMail(world.resources, asked)
  await world.settle()
  const token = new URL(world.mailbox.take('ben@example.com').link).searchParams.get('token')!
  return () => signInByMail(world.resources, { proof: { token }, timezone: null, caller: CALLER, now: at(1) })
}

const withPassword = (password: string) =>
  signInWithPassword(world.resources, {
    ...{
      email: 'ben@example.com',
      password,
      device: undefined,
      caller: CALLER,
      now: at(2),
      afterResponse: world.afterResponse,
    },
  })

async function expectNothingLeft(userId: string, sessionId: string) {
  const { prisma } = world.people
  await expect(withPassword(INVITERS)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(await findSession(world.resources.prisma, sessionId, at(2))).toBeNull()
  expect(await secondFactorsOf(prisma, userId)).toEqual({ totp: false, passkeys: 0 })
  const where = { userId }
  const left = [
    prisma.recoveryCode.count({ where }),
    prisma.identity.count({ where }),
    prisma.pendingSignIn.count({ where }),
  ]
  expect(await Promise.all(left)).toEqual([0, 0, 0])
}

test('the first sign-in by mail removes everything that was set up without the address, and needs none of those factors', async () => {
  const { sessionId, userId } = await takeOver()
  const signIn = await mailedSignIn()
  expect(await signIn()).toEqual({ userId, next: null })
  await expectNothingLeft(userId, sessionId)
  const result = await finishFirstFactor(world.resources, { userId, method: 'email', caller: CALLER, now: at(1) })
  expect(result.kind).toBe('signed_in')
  expect(await world.people.prisma.auditEvent.count({ where: { action: 'email.proved', targetId: userId } })).toBe(1)
})

test('of two verifications at the same time one is the first, and the other removes nothing', async () => {
  const { userId } = await takeOver()
  const signIns = [await mailedSignIn(), await mailedSignIn()]
  expect((await Promise.all(signIns.map((signIn) => signIn()))).map((done) => done?.userId)).toEqual([userId, userId])
  const mine = await world.signedIn('ben', at(1))
  const again = await mailedSignIn()
  await again()
  expect(await findSession(world.resources.prisma, mine.sessionId, at(2))).not.toBeNull()
})

test('a password that was chosen with a link from a mail stays, and everything before it is removed', async () => {
  const { sessionId, userId } = await takeOver()
  const asked = { email: 'ben@example.com', caller: CALLER, now: TEST_NOW, afterResponse: world.afterResponse }
  await requestPasswordReset(world.resources, asked)
  await world.settle()
  const token = new URL(world.mailbox.take('ben@example.com').link).searchParams.get('token')!
  const given = { token, password: OWNERS, caller: CALLER, now: at(1), afterResponse: world.afterResponse }
  expect(await resetPassword(world.resources, given)).toEqual({ userId })
  await expectNothingLeft(userId, sessionId)
  expect(await withPassword(OWNERS)).toEqual({ userId })
  await world.settle()
})

test('a reauthentication by a code from a mail verifies the address, and everything set up after that stays', async () => {
  const { prisma } = world.people
  const mine = await world.signedIn('vic', TEST_NOW)
  const other = await world.signedIn('vic', TEST_NOW)
  await prisma.user.update({ where: { id: mine.person.id }, data: { emailVerifiedAt: null } })
  const handle = await sendReauthenticationCode(mine, { afterResponse: world.afterResponse })
  await world.settle()
  await proveAgain(mine, { kind: 'email_code', handle, code: world.mailbox.take('vic@example.com').code })
  expect(await findSession(world.resources.prisma, mine.sessionId, at(1))).not.toBeNull()
  expect(await findSession(world.resources.prisma, other.sessionId, at(1))).toBeNull()
  const { emailVerifiedAt } = await prisma.user.findUniqueOrThrow({ where: { id: mine.person.id } })
  expect(emailVerifiedAt).toEqual(TEST_NOW)
})

test('an address that was never verified gets no mail about a change, and cannot undo it', async () => {
  const cleo = await world.signedIn('cleo', TEST_NOW)
  await world.people.prisma.user.update({ where: { id: cleo.person.id }, data: { emailVerifiedAt: null } })
  await requestEmailChange(cleo, { email: 'cleo@asps.example', afterResponse: world.afterResponse })
  await world.settle()
  const token = new URL(world.mailbox.take('cleo@asps.example').link).searchParams.get('token')!
  const confirmed = { token, sessionId: cleo.sessionId, caller: CALLER, now: at(1), afterResponse: world.afterResponse }
  expect(await confirmEmailChange(world.resources, confirmed)).toEqual({ email: 'cleo@asps.example' })
  await world.settle()
  expect(world.mailbox.received).toEqual([])
  const purposes = await world.people.prisma.emailToken.findMany({ where: { userId: cleo.person.id } })
  expect(purposes.map(({ purpose }) => purpose)).not.toContain('undo_email')
})
