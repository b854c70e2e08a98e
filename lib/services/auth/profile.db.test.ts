import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { TEST_NOW } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { confirmEmailChange } from './email/confirm-email-change'
import { requestEmailChange } from './email/request-email-change'
import { undoEmailChange } from './email/undo-email-change'
import { getProfile } from './get-profile'
import { changePassword } from './methods/change-password'
import { findSession } from './sessions/find-session'
import { type AuthWorld, CALLER, createAuthWorld } from './testing/auth-world'
import { updateProfile } from './update-profile'

let world: AuthWorld

beforeAll(async () => {
  world = await createAuthWorld()
})
afterEach(async () => {
  await world.settle()
  world.mailbox.received.length = 0
  await world.people.prisma.rateLimit.deleteMany()
})
afterAll(() => world.end())

const minutesLater = (minutes: number) => new Date(TEST_NOW.getTime() + minutes * 60_000)
const tokenOf = (link: string) => new URL(link).searchParams.get('token')!

async function askChange(name: 'ada' | 'ben' | 'vic' | 'cleo', email: string) {
  const ctx = await world.signedIn(name, TEST_NOW)
  await requestEmailChange(ctx, { email, afterResponse: world.afterResponse })
  await world.settle()
  return ctx
}
const confirm = (token: string, sessionId: string | null, now = minutesLater(1)) =>
  confirmEmailChange(world.resources, { token, sessionId, caller: CALLER, now, afterResponse: world.afterResponse })
const undo = (token: string, now = minutesLater(60)) => undoEmailChange(world.resources, { token, caller: CALLER, now })
const emailOf = async (name: 'ada' | 'ben' | 'vic' | 'cleo') =>
  (await world.people.prisma.user.findUniqueOrThrow({ where: { id: world.userId(name) } })).email

test('a person can change their own name, date format and time zone', async () => {
  const ctx = await world.signedIn('cleo', TEST_NOW)
  await updateProfile(ctx, { name: ' Cleopatra VII ', locale: 'fr-FR', timezone: 'Africa/Cairo' })
  expect(await getProfile(ctx)).toMatchObject({
    name: 'Cleopatra VII',
    locale: 'fr-FR',
    timezone: 'Africa/Cairo',
    hasPassword: false,
  })
  await updateProfile(ctx, { name: 'Cleo', locale: null, timezone: null })
  await expectRefusal(updateProfile(ctx, { name: ' ', locale: null, timezone: null }), 'invalid', 'name')
  await expectRefusal(updateProfile(ctx, { name: 'a\u0000b', locale: null, timezone: null }), 'invalid', 'name')
  await expectRefusal(updateProfile(ctx, { name: 'Cleo', locale: null, timezone: 'Nile/Delta' }), 'invalid', 'timezone')
  await expectRefusal(
    updateProfile(ctx, { name: 'Cleo', locale: null, timezone: null, email: 'x@y.example' } as never),
    'invalid',
  )
})

test('an address changes when the new one is confirmed; that ends the other sessions and sends a mail to the old one', async () => {
  const other = await world.signedIn('ada', TEST_NOW)
  const ctx = await askChange('ada', 'Ada@New.example')
  expect(await emailOf('ada')).toBe('ada@example.com')
  const token = tokenOf(world.mailbox.take('ada@new.example').link)
  expect(await confirm(token, ctx.sessionId)).toEqual({ email: 'ada@new.example' })
  expect(await emailOf('ada')).toBe('ada@new.example')
  expect(await findSession(world.resources.prisma, ctx.sessionId, minutesLater(2))).not.toBeNull()
  expect(await findSession(world.resources.prisma, other.sessionId, minutesLater(2))).toBeNull()
  await expectRefusal(confirm(token, null), 'gone')
  await world.settle()
  const notice = world.mailbox.take('ada@example.com')
  expect(notice.text).toContain('ada@new.example')
  const [event] = await world.people.prisma.auditEvent.findMany({ where: { action: 'email.changed' } })
  expect(event).toMatchObject({ before: { email: 'ada@example.com' }, after: { email: 'ada@new.example' } })

  const thief = { ...ctx, person: { ...ctx.person, email: 'ada@new.example' }, now: minutesLater(2) }
  await changePassword(thief, {
    current: '',
    password: 'seven otters juggle teapots',
    afterResponse: world.afterResponse,
  })
  await world.people.prisma.identity.create({
    data: { provider: 'oidc', subject: 'thief', userId: world.userId('ada'), createdAt: minutesLater(3) },
  })
  expect(await undo(tokenOf(notice.link), minutesLater(7 * 1440 - 1))).toEqual({ email: 'ada@example.com' })
  expect(await emailOf('ada')).toBe('ada@example.com')
  expect(await findSession(world.resources.prisma, ctx.sessionId, minutesLater(4))).toBeNull()
  const user = await world.people.prisma.user.findUniqueOrThrow({
    where: { id: world.userId('ada') },
    include: { identities: true },
  })
  expect(user).toMatchObject({ passwordHash: null, identities: [] })
  await expectRefusal(undo(tokenOf(notice.link)), 'gone')
})

test('the link to undo the change is valid for seven days', async () => {
  const ctx = await askChange('ben', 'ben@new.example')
  await confirm(tokenOf(world.mailbox.take('ben@new.example').link), ctx.sessionId)
  await world.settle()
  const { link } = world.mailbox.take('ben@example.com')
  await expectRefusal(undo(tokenOf(link), minutesLater(7 * 1440 + 2)), 'gone')
})

test('an address that another person has gets no mail, and the answer does not show it', async () => {
  await askChange('vic', 'cleo@example.com')
  expect(world.mailbox.received).toEqual([])
  const rows = await world.people.prisma.emailToken.findMany({ where: { email: 'cleo@example.com' } })
  expect(rows).toHaveLength(1)
})

test('an address that another person took meanwhile is not taken from them', async () => {
  const ctx = await askChange('vic', 'late@new.example')
  const token = tokenOf(world.mailbox.take('late@new.example').link)
  await world.people.prisma.user.create({ data: { id: testId('usr_late'), email: 'late@new.example', name: 'Late' } })
  await expectRefusal(confirm(token, ctx.sessionId), 'conflict')
  expect(await emailOf('vic')).toBe('vic@example.com')
})

test('a change requires a recent sign-in and a different address, and only the newest link works', async () => {
  const ctx = await world.signedIn('vic', TEST_NOW)
  const ask = (email: string, now = TEST_NOW) =>
    requestEmailChange({ ...ctx, now }, { email, afterResponse: world.afterResponse })
  await expectRefusal(ask('vic@example.com'), 'invalid', 'email')
  await expectRefusal(ask('nonsense'), 'invalid')
  await expectRefusal(ask('vic@new.example', minutesLater(15.1)), 'proof_needed')
  await ask('vic@one.example')
  await ask('vic@two.example')
  await world.settle()
  await expectRefusal(confirm(tokenOf(world.mailbox.take('vic@one.example').link), null), 'gone')
  const token = tokenOf(world.mailbox.take('vic@two.example').link)
  await expectRefusal(confirm(token, null, minutesLater(61)), 'gone')
})
