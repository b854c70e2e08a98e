import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newSecret } from '@/lib/base/secrets'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import { passwordHasher } from '../methods/password-hash'
import type { PersonContext } from '../person-context'
import { findSession } from '../sessions/find-session'
import { openMailbox } from '../testing/mailbox'
import { addTotp, codeAt, createOwnPeople, secondsLater } from '../testing/own-people'
import { factorKindsOf } from './factor-kinds-of'
import { proveAgain } from './prove-again'
import { sendReauthenticationCode } from './send-reauthentication-code'

const PASSWORD = 'difference engine no. 2'

let database: TestDatabase
let all: Awaited<ReturnType<typeof createOwnPeople>>
let ada: PersonContext

beforeAll(async () => {
  database = await createTestDatabase()
  all = await createOwnPeople(database)
})

beforeEach(async () => {
  const { prisma } = all.people
  await prisma.rateLimit.deleteMany()
  await prisma.totpFactor.deleteMany()
  await prisma.recoveryCode.deleteMany()
  await prisma.user.updateMany({ data: { passwordHash: null } })
  ada = { ...(await all.own('ada')), now: secondsLater(3600) }
})

afterAll(async () => {
  await all.end()
  await database.drop()
})

const provedAt = async () => (await findSession(ada.prisma, ada.sessionId, ada.now))?.provedAt
const setPassword = async () =>
  all.people.prisma.user.update({
    where: { id: ada.person.id },
    data: { passwordHash: await passwordHasher.hash(PASSWORD) },
  })

async function mintLink(userId: string) {
  const token = newSecret('lnk')
  const data = { hash: new Uint8Array(ada.keyring.hash(token)), userId, expiresAt: secondsLater(7200) }
  await all.people.prisma.signInLink.create({ data })
  return { kind: 'link', token: `http://localhost:4000/sign-in?token=${token}` } as const
}

test('the password renews the reauthentication, of this session only', async () => {
  await setPassword()
  const other = await all.own('ada')
  await proveAgain(ada, { kind: 'password', password: PASSWORD })
  expect(await provedAt()).toEqual(ada.now)
  expect(await findSession(ada.prisma, other.sessionId, ada.now)).toMatchObject({ provedAt: TEST_NOW })
})

test('a wrong password does not, and no password does if the person has none', async () => {
  await expectRefusal(proveAgain(ada, { kind: 'password', password: '' }), 'invalid', 'password')
  await setPassword()
  await expectRefusal(proveAgain(ada, { kind: 'password', password: 'Difference Engine' }), 'invalid', 'password')
  expect(await provedAt()).toEqual(TEST_NOW)
})

test('a code of the app does, once', async () => {
  const { setup } = await addTotp({ ...ada, provedAt: ada.now })
  const now = secondsLater(3630)
  const code = codeAt(setup, now)
  await proveAgain({ ...ada, now }, { kind: 'totp', code })
  expect(await provedAt()).toEqual(now)
  await expectRefusal(proveAgain({ ...ada, now }, { kind: 'totp', code }), 'invalid', 'code')
})

test('a recovery code does, once', async () => {
  const { codes } = await addTotp({ ...ada, provedAt: ada.now })
  const proof = { kind: 'recovery_code', code: codes[0] ?? '' } as const
  await proveAgain(ada, proof)
  expect(await provedAt()).toEqual(ada.now)
  await expectRefusal(proveAgain(ada, proof), 'invalid', 'code')
})

test('a one-time link does, also as a whole URL, once, and only for its own person', async () => {
  await expectRefusal(proveAgain(ada, await mintLink(all.cleo.person.id)), 'invalid', 'token')
  await expectRefusal(proveAgain(ada, { kind: 'link', token: 'nothing' }), 'invalid', 'token')
  const proof = await mintLink(ada.person.id)
  await proveAgain(ada, proof)
  expect(await provedAt()).toEqual(ada.now)
  await expectRefusal(proveAgain(ada, proof), 'invalid', 'token')
})

test('after ten wrong tries the right one must wait too, but no other person', async () => {
  await setPassword()
  for (let i = 0; i < 10; i++) {
    await expectRefusal(proveAgain(ada, { kind: 'totp', code: '123456' }), 'invalid', 'code')
  }
  await expectRefusal(proveAgain(ada, { kind: 'password', password: PASSWORD }), 'too_many')
  await expectRefusal(proveAgain(all.cleo, { kind: 'totp', code: '123456' }), 'invalid', 'code')
})

test('a session that was revoked meanwhile is not renewed', async () => {
  await setPassword()
  await all.people.prisma.session.update({ where: { id: ada.sessionId }, data: { revokedAt: ada.now } })
  await expectRefusal(proveAgain(ada, { kind: 'password', password: PASSWORD }), 'invalid')
})

test('a person is asked for their own factors, and for a mail or a link only without a better one', async () => {
  const kinds = () => factorKindsOf(ada, ada.person.id)
  const nothing = { password: false, totp: false, recoveryCode: false, passkey: false }
  expect(await kinds()).toEqual({ ...nothing, emailCode: false, link: true })
  process.env.SMTP_URL = 'smtp://127.0.0.1:1'
  expect(await kinds()).toEqual({ ...nothing, emailCode: true, link: true })
  await setPassword()
  await addTotp({ ...ada, provedAt: ada.now })
  const some = { ...nothing, password: true, totp: true, recoveryCode: true }
  expect(await kinds()).toEqual({ ...some, emailCode: false, link: false })
  await expectRefusal(proveAgain(ada, await mintLink(ada.person.id)), 'invalid')
  await expectRefusal(sendReauthenticationCode(ada, { afterResponse: () => {} }), 'invalid')
  delete process.env.SMTP_URL
})

test('a code by mail does, in the session that asked for it, once', async () => {
  const mailbox = await openMailbox()
  process.env.SMTP_URL = mailbox.smtpUrl
  const sending: Promise<void>[] = []
  const handle = await sendReauthenticationCode(ada, { afterResponse: (work) => sending.push(work()) })
  await Promise.all(sending)
  const mail = mailbox.take('ada@example.com')
  expect(mail.text).not.toContain('http')
  const proof = { kind: 'email_code', handle, code: mail.code } as const
  await expectRefusal(proveAgain({ ...all.cleo, now: ada.now }, proof), 'invalid', 'code')
  const again = await sendReauthenticationCode(ada, { afterResponse: (work) => sending.push(work()) })
  await Promise.all(sending)
  const next = mailbox.take('ada@example.com').code
  expect(next).toMatch(/^.{4}-.{4}$/)
  await expectRefusal(proveAgain(ada, { kind: 'email_code', handle: again, code: '000 00' }), 'invalid', 'code')
  await proveAgain(ada, { kind: 'email_code', handle: again, code: next })
  expect(await provedAt()).toEqual(ada.now)
  await expectRefusal(proveAgain(ada, { kind: 'email_code', handle: again, code: next }), 'invalid', 'code')
  delete process.env.SMTP_URL
  await mailbox.close()
})
