import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { newSecret } from '@/lib/base/secrets'
import { testId } from '@/lib/base/testing/test-id'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import { finishFirstFactor } from '../factors/finish-first-factor'
import { listWorkspacesOf } from '../list-workspaces-of'
import { endReplacedSession } from '../sessions/end-replaced-session'
import { type AuthWorld, CALLER, createAuthWorld } from '../testing/auth-world'
import { countQueries } from '../testing/count-queries'
import { requestSignInMail } from './request-sign-in-mail'
import { type MailFactor, signInByMail } from './sign-in-by-mail'

let world: AuthWorld

beforeAll(async () => {
  world = await createAuthWorld()
})
beforeEach(() => {
  delete process.env.LUBDUB_SIGNUP
})
afterEach(async () => {
  await world.settle()
  world.mailbox.received.length = 0
  await world.people.prisma.rateLimit.deleteMany()
})
afterAll(() => world.end())

const minutesLater = (minutes: number) => new Date(TEST_NOW.getTime() + minutes * 60_000)

async function ask(email: string, { next = null, ip = '192.0.2.7' }: { next?: string | null; ip?: string } = {}) {
  const caller = { ...CALLER, ip }
  const asked = await requestSignInMail(world.resources, {
    email,
    next,
    caller,
    now: TEST_NOW,
    afterResponse: world.afterResponse,
  })
  await world.settle()
  return asked
}
const use = (proof: MailFactor, now = minutesLater(1)) =>
  signInByMail(world.resources, { proof, timezone: 'Africa/Cairo', caller: CALLER, now })
const tokenOf = (link: string) => new URL(link).searchParams.get('token')!

test('the link of a mail signs in once, and opens the requested page', async () => {
  await ask(' Ada@Example.com ', { next: '/incidents' })
  const { link, subject, text } = world.mailbox.take('ada@example.com')
  expect(subject).toBe('Sign in to Lubdub')
  expect(text).toContain('once, within 10 minutes')
  const proof = { token: tokenOf(link) }
  const results = await Promise.all([use(proof), use(proof)])
  expect(results.filter(Boolean)).toEqual([{ userId: world.userId('ada'), next: '/incidents' }])
  expect(await use(proof)).toBeNull()
})

test('a mail contains nothing from the request', async () => {
  const caller = { ip: '192.0.2.7', userAgent: 'agent-of-eve', place: 'place-of-eve' }
  const asked = {
    email: 'ada@example.com',
    next: '/monitors?next-of-eve',
    caller,
    now: TEST_NOW,
    afterResponse: world.afterResponse,
  }
  await requestSignInMail(world.resources, asked)
  await world.settle()
  const mail = world.mailbox.take('ada@example.com')
  expect(mail.link).toContain('token=eml_')
  expect(JSON.stringify(mail)).not.toContain('of-eve')
})

test('the code signs in in the browser that asked for it, in any spelling, and makes the link invalid', async () => {
  const { handle } = await ask('ada@example.com')
  const { code, link } = world.mailbox.take('ada@example.com')
  expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)
  expect(await use({ handle, code: ` ${code.toLowerCase().replace('-', ' ')} ` })).toMatchObject({
    userId: world.userId('ada'),
  })
  expect(await use({ handle, code })).toBeNull()
  expect(await use({ token: tokenOf(link) })).toBeNull()
})

test('a code does not work in a browser that did not ask for it', async () => {
  await ask('ada@example.com')
  const { code } = world.mailbox.take('ada@example.com')
  const { handle } = await ask('ben@example.com')
  expect(await use({ handle, code })).toBeNull()
  expect(await use({ handle: 'not even hex', code })).toBeNull()
})

test('five wrong codes make the code invalid, even at the same time, and the link still works', async () => {
  const { handle } = await ask('ada@example.com')
  const { code, link } = world.mailbox.take('ada@example.com')
  await Promise.all(Array.from({ length: 20 }, () => use({ handle, code: 'AAAA-AAAA' })))
  expect(await use({ handle, code })).toBeNull()
  const rows = await world.people.prisma.emailToken.findMany({ where: { tries: { gt: 0 }, usedAt: null } })
  expect(Math.max(...rows.map(({ tries }) => tries))).toBe(5)
  expect(await use({ token: tokenOf(link) })).toMatchObject({ userId: world.userId('ada') })
})

test('after ten minutes neither link nor code works', async () => {
  const { handle } = await ask('ada@example.com')
  const { code, link } = world.mailbox.take('ada@example.com')
  expect(await use({ token: tokenOf(link) }, minutesLater(10.1))).toBeNull()
  expect(await use({ handle, code }, minutesLater(10.1))).toBeNull()
})

test('neither the token nor the code is stored, and the handle is not the token', async () => {
  const { handle } = await ask('ada@example.com')
  const { code, link } = world.mailbox.take('ada@example.com')
  const stored = JSON.stringify(await world.people.prisma.emailToken.findMany())
  expect(stored).not.toContain(tokenOf(link))
  expect(stored).not.toContain(code.replace('-', ''))
  expect(await use({ token: handle })).toBeNull()
})

test('an unknown address gets the same answer after the same queries, and no mail', async () => {
  const known = await countQueries(world.resources, (resources) =>
    requestSignInMail(resources, {
      email: 'ben@example.com',
      next: null,
      caller: CALLER,
      now: TEST_NOW,
      afterResponse: world.afterResponse,
    }),
  )
  const unknown = await countQueries(world.resources, (resources) =>
    requestSignInMail(resources, {
      email: 'nobody@example.com',
      next: null,
      caller: CALLER,
      now: TEST_NOW,
      afterResponse: world.afterResponse,
    }),
  )
  expect(unknown.queries).toEqual(known.queries)
  expect(Object.keys(unknown.result)).toEqual(Object.keys(known.result))
  expect(unknown.result.handle).toHaveLength(known.result.handle.length)
  await world.settle()
  expect(world.mailbox.received.map(({ to }) => to)).toEqual(['ben@example.com'])
})

test('if sign-up is open, a new address gets an account and its own workspace', async () => {
  process.env.LUBDUB_SIGNUP = 'open'
  await ask('grace.hopper@navy.example')
  const { link, subject } = world.mailbox.take('grace.hopper@navy.example')
  expect(subject).toBe('Your new account on Lubdub')
  const { userId } = (await use({ token: tokenOf(link) }))!
  const user = await world.people.prisma.user.findUniqueOrThrow({ where: { id: userId } })
  expect(user).toMatchObject({
    email: 'grace.hopper@navy.example',
    name: 'Grace Hopper',
    emailVerifiedAt: minutesLater(1),
  })
  expect(await listWorkspacesOf(world.resources.prisma, userId)).toMatchObject([
    { name: 'Grace Hopper’s workspace', role: 'owner', timezone: 'Africa/Cairo' },
  ])
})

test('two mails that sign up the same address create one account', async () => {
  process.env.LUBDUB_SIGNUP = 'open'
  await ask('twice@navy.example')
  await ask('twice@navy.example')
  const [one, two] = [world.mailbox.take('twice@navy.example'), world.mailbox.take('twice@navy.example')]
  const results = await Promise.all([use({ token: tokenOf(one.link) }), use({ token: tokenOf(two.link) })])
  expect(results[0]?.userId).toBe(results[1]?.userId)
  expect(await world.people.prisma.user.count({ where: { email: 'twice@navy.example' } })).toBe(1)
  expect(await world.people.prisma.workspace.count({ where: { name: 'Twice’s workspace' } })).toBe(1)
})

test('a list of domains allows these domains and no others', async () => {
  process.env.LUBDUB_SIGNUP = 'navy.example'
  await ask('anybody@evil.example')
  await ask('anybody@navy.example')
  expect(world.mailbox.received.map(({ to }) => to)).toEqual(['anybody@navy.example'])
})

test('by invitation, an open invitation to exactly this address allows sign-up, without an own workspace', async () => {
  const token = newSecret('inv')
  const { workspaceId } = world.people.ada
  const invitation = await world.people.prisma.invitation.create({
    data: {
      ...{
        workspaceId,
        id: newId(),
        email: 'new@example.com',
        role: 'member',
        invitedBy: testId('usr_x'),
        invitedByLabel: 'Ada',
      },
      tokenHash: new Uint8Array(world.resources.keyring.hash(token)),
      expiresAt: minutesLater(60),
    },
  })
  const next = `/invitations/${token}`
  await ask('another@example.com', { next })
  await ask('new@example.com')
  expect(world.mailbox.received).toEqual([])
  await ask('new@example.com', { next })
  const first = world.mailbox.take('new@example.com')
  await ask('new@example.com', { next })
  const second = world.mailbox.take('new@example.com')
  const result = await use({ token: tokenOf(first.link) })
  expect(result?.next).toBe(next)
  expect(await listWorkspacesOf(world.resources.prisma, result!.userId)).toEqual([])

  await world.people.prisma.user.delete({ where: { id: result!.userId } })
  const where = { workspaceId_id: { workspaceId, id: invitation.id } }
  await world.people.prisma.invitation.update({ where, data: { revokedAt: minutesLater(1) } })
  expect(await use({ token: tokenOf(second.link) })).toBeNull()
})

test('a mail to an address that the person no longer has signs nobody in', async () => {
  await ask('vic@example.com')
  const { link } = world.mailbox.take('vic@example.com')
  const where = { id: world.userId('vic') }
  await world.people.prisma.user.update({ where, data: { email: 'vic@elsewhere.example' } })
  expect(await use({ token: tokenOf(link) })).toBeNull()
  await world.people.prisma.user.update({ where, data: { email: 'vic@example.com' } })
})

test('at most ten mails an hour go to one account, for all callers together', async () => {
  for (let i = 0; i < 10; i++) await ask('cleo@example.com', { ip: `198.51.100.${i}` })
  await expectRefusal(ask('cleo@example.com', { ip: '198.51.100.99' }), 'too_many')
  await ask('ben@example.com', { ip: '198.51.100.99' })
})

test('one IP address may request twenty mails an hour; for IPv6 the network counts', async () => {
  for (let i = 0; i < 20; i++) await ask(`n${i}@example.com`, { ip: `2001:db8:1:2:${i}::1` })
  await expectRefusal(ask('ben@example.com', { ip: '2001:db8:1:2:ffff::9' }), 'too_many')
  await ask('ben@example.com', { ip: '2001:db8:1:3::1' })
})

test('an invalid address is refused, and without a mail server the request is refused', async () => {
  for (const wrong of [
    '',
    'ada',
    'ada@',
    'a b@example.com',
    '"a@b"@example.com',
    'ada@example.com, ben@example.com',
    'ada@x\n.com',
    'ada\u202e@example.com',
    'ada\u0007@example.com',
  ]) {
    await expectRefusal(ask(wrong), 'invalid')
  }
  const { SMTP_URL } = process.env
  delete process.env.SMTP_URL
  await expectRefusal(ask('ada@example.com'), 'unavailable')
  process.env.SMTP_URL = SMTP_URL
})

test('a first factor opens a session with method, address and time, and the audit log has an entry', async () => {
  const result = await finishFirstFactor(world.resources, {
    userId: world.userId('ada'),
    method: 'email',
    caller: CALLER,
    now: TEST_NOW,
  })
  if (result.kind !== 'signed_in') throw new Error('A second factor was asked for.')
  expect(await world.people.prisma.session.findUnique({ where: { id: result.sessionId } })).toMatchObject({
    ...{ userId: world.userId('ada'), method: 'email', ip: '192.0.2.7', userAgent: 'a test', provedAt: TEST_NOW },
  })
  const [event] = await world.people.prisma.auditEvent.findMany({
    where: { action: 'session.started', targetId: result.sessionId },
  })
  expect(event).toMatchObject({
    workspaceId: world.people.ada.workspaceId,
    actorLabel: 'ada@example.com',
    after: { method: 'email' },
  })
})

test('the old session of a browser ends when it gets a new one, and a session that ended before keeps its reason', async () => {
  const ctx = await world.signedIn('ben', TEST_NOW)
  const { prisma } = world.resources
  await endReplacedSession(prisma, { sessionId: ctx.sessionId, now: minutesLater(1) })
  await endReplacedSession(prisma, { sessionId: ctx.sessionId, now: minutesLater(2) })
  expect(await prisma.session.findUnique({ where: { id: ctx.sessionId } })).toMatchObject({
    ...{ revokedAt: minutesLater(1), endedReason: 'signed_out' },
  })
})
