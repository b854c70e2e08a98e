import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { AppError } from '@/lib/base/errors'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import { findSession } from '../sessions/find-session'
import { deviceToken } from '../sessions/known-device'
import { type AuthWorld, CALLER, createAuthWorld } from '../testing/auth-world'
import { countQueries } from '../testing/count-queries'
import { changePassword } from './change-password'
import { passwordHasher } from './password-hash'
import { requestPasswordReset } from './request-password-reset'
import { resetPassword } from './reset-password'
import { signInWithPassword } from './sign-in-with-password'

const GOOD = 'seven otters juggle teapots'
const BETTER = 'eight herons repair umbrellas'
let world: AuthWorld

beforeAll(async () => {
  world = await createAuthWorld()
})
beforeEach(async () => {
  const passwordHash = await passwordHasher.hash(GOOD)
  await world.people.prisma.user.update({ where: { id: world.userId('ada') }, data: { passwordHash } })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.settle()
  world.mailbox.received.length = 0
  await world.people.prisma.rateLimit.deleteMany()
})
afterAll(() => world.end())

const minutesLater = (minutes: number) => new Date(TEST_NOW.getTime() + minutes * 60_000)

function enter(
  password: string,
  { email = 'ada@example.com', device, ip = '192.0.2.7' }: { email?: string; device?: string; ip?: string } = {},
) {
  const caller = { ...CALLER, ip }
  return signInWithPassword(world.resources, {
    email,
    password,
    device,
    caller,
    now: TEST_NOW,
    afterResponse: world.afterResponse,
  })
}

test('an address and its password sign in, in any Unicode form of the characters', async () => {
  expect(await enter(GOOD, { email: 'ADA@example.com' })).toEqual({ userId: world.userId('ada') })
  expect(await enter('ｓｅｖｅｎ otters juggle teapots')).toEqual({ userId: world.userId('ada') })
  await expectRefusal(enter('Seven otters juggle teapots'), 'unauthenticated', 'password')
})

test('it is stored as argon2id with 19 MiB, two passes and one lane', async () => {
  const { passwordHash } = await world.people.prisma.user.findUniqueOrThrow({ where: { id: world.userId('ada') } })
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('an unknown person, and a person without a password, are refused with the same message after the same work', async () => {
  const verify = vi.spyOn(passwordHasher, 'verify')
  const attempt = async (email: string) => {
    verify.mockClear()
    let message = ''
    const { queries } = await countQueries(world.resources, (resources) =>
      signInWithPassword(resources, {
        email,
        password: 'wrong',
        device: undefined,
        caller: CALLER,
        now: TEST_NOW,
        afterResponse: () => {},
      }).catch((error: AppError) => {
        message = `${error.code} ${error.message} ${error.field}`
      }),
    )
    const costs = verify.mock.calls.map(([stored]) => stored.split('$').slice(0, 4).join('$'))
    return { message, queries, costs }
  }
  await attempt('ada@example.com')
  const known = await attempt('ada@example.com')
  expect(known.costs).toEqual(['$argon2id$v=19$m=19456,t=2,p=1'])
  expect(await attempt('nobody@example.com')).toEqual(known)
  expect(await attempt('ben@example.com')).toEqual(known)
})

test('wrong passwords delay the next try, for existing and for unknown accounts', async () => {
  for (const email of ['ada@example.com', 'nobody@example.com']) {
    for (let i = 0; i < 6; i++) await expectRefusal(enter('wrong', { email, ip: `198.51.100.${i}` }), 'unauthenticated')
    const refused = await enter(GOOD, { email, ip: '198.51.100.77' }).catch((error: AppError) => error)
    expect(refused).toMatchObject({ code: 'too_many', message: expect.stringMatching(/Try again in (a|\d) second/) })
  }
})

test('of sixty tries at the same time only few are checked', async () => {
  const verify = vi.spyOn(passwordHasher, 'verify')
  await Promise.allSettled(Array.from({ length: 60 }, (_, i) => enter('wrong', { ip: `198.51.100.${i}` })))
  expect(verify.mock.calls.length).toBeLessThanOrEqual(12)
})

test('a right password works in a known browser while others must wait', async () => {
  const device = deviceToken(world.resources.keyring, world.userId('ada'))
  for (let i = 0; i < 8; i++) await enter('wrong').catch(() => {})
  await expectRefusal(enter(GOOD), 'too_many')
  expect(await enter(GOOD, { device })).toEqual({ userId: world.userId('ada') })
  const bens = deviceToken(world.resources.keyring, world.userId('ben'))
  await expectRefusal(enter(GOOD, { device: bens }), 'too_many')
  await expectRefusal(enter(GOOD, { device: `${device.slice(0, -4)}AAAA` }), 'too_many')
})

test('a known browser is limited too', async () => {
  const device = deviceToken(world.resources.keyring, world.userId('ada'))
  for (let i = 0; i < 6; i++) await expectRefusal(enter('wrong', { device }), 'unauthenticated')
  await expectRefusal(enter('wrong', { device }), 'too_many')
})

test('right passwords do not count as tries', async () => {
  for (let i = 0; i < 8; i++) await enter(GOOD)
  expect(await enter(GOOD)).toEqual({ userId: world.userId('ada') })
})

test('one IP address may send a hundred wrong passwords an hour, over all accounts', async () => {
  await world.people.prisma.rateLimit.create({
    data: { key: 'pw-from:203.0.113.9', points: 100, expire: BigInt(Date.now() + 60_000) },
  })
  await expectRefusal(enter(GOOD, { ip: '203.0.113.9' }), 'too_many')
  expect(await enter(GOOD, { ip: '203.0.113.10' })).toEqual({ userId: world.userId('ada') })
})

test('a wrong password of an existing person is recorded in the audit log, after the answer', async () => {
  await enter('wrong').catch(() => {})
  await world.settle()
  const where = { action: 'session.refused', targetId: world.userId('ada') }
  const [event] = await world.people.prisma.auditEvent.findMany({ where, orderBy: { id: 'desc' } })
  expect(event).toMatchObject({ after: { method: 'password' }, ip: '192.0.2.7' })
})

async function askReset(email = 'ada@example.com') {
  await requestPasswordReset(world.resources, {
    email,
    caller: CALLER,
    now: TEST_NOW,
    afterResponse: world.afterResponse,
  })
  await world.settle()
  return new URL(world.mailbox.take(email).link).searchParams.get('token')!
}
const reset = (token: string, password = BETTER, now = minutesLater(1)) =>
  resetPassword(world.resources, { token, password, caller: CALLER, now, afterResponse: world.afterResponse })

test('a reset sets the password once, ends all sessions and sends a mail about it', async () => {
  const ctx = await world.signedIn('ada', TEST_NOW)
  const token = await askReset()
  const other = await askReset()
  await expectRefusal(reset(token, 'password1234'), 'invalid', 'password')
  expect(await reset(token)).toEqual({ userId: world.userId('ada') })
  expect(await enter(BETTER)).toEqual({ userId: world.userId('ada') })
  await expectRefusal(enter(GOOD), 'unauthenticated')
  expect(await findSession(world.resources.prisma, ctx.sessionId, minutesLater(2))).toBeNull()
  expect(await world.people.prisma.session.findUnique({ where: { id: ctx.sessionId } })).toMatchObject({
    endedReason: 'password_changed',
  })
  await expectRefusal(reset(token), 'gone')
  await expectRefusal(reset(other), 'gone')
  await world.settle()
  expect(world.mailbox.take('ada@example.com').subject).toBe('Your password for Lubdub was changed')
})

test('of two requests with the link of a reset, one sets the password', async () => {
  const token = await askReset()
  const results = await Promise.allSettled([reset(token), reset(token, 'nine badgers knit waistcoats')])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a reset link is valid for thirty minutes, and a sign-in link cannot be used for a reset', async () => {
  const token = await askReset()
  await expectRefusal(reset(token, BETTER, minutesLater(30.1)), 'gone')
  await expectRefusal(reset('eml_nonsense'), 'gone')
})

test('a reset for an unknown address gets the same answer after the same queries, and sends nothing', async () => {
  const ask = (email: string) =>
    countQueries(world.resources, (resources) =>
      requestPasswordReset(resources, { email, caller: CALLER, now: TEST_NOW, afterResponse: world.afterResponse }),
    )
  const known = await ask('ben@example.com')
  expect(await ask('nobody@example.com')).toEqual(known)
  await world.settle()
  expect(world.mailbox.received.map(({ to }) => to)).toEqual(['ben@example.com'])
})

test('a change of the password requires the current one, and ends only the other sessions', async () => {
  const ctx = await world.signedIn('ada', TEST_NOW)
  const other = await world.signedIn('ada', TEST_NOW)
  const change = (current: string, password: string) =>
    changePassword(ctx, { current, password, afterResponse: world.afterResponse })
  await expectRefusal(change('wrong', BETTER), 'invalid', 'current')
  await expectRefusal(change(GOOD, 'ada@example.com1'), 'invalid', 'password')
  await change(GOOD, BETTER)
  expect(await enter(BETTER)).toEqual({ userId: world.userId('ada') })
  expect(await findSession(world.resources.prisma, ctx.sessionId, minutesLater(1))).not.toBeNull()
  expect(await findSession(world.resources.prisma, other.sessionId, minutesLater(1))).toBeNull()
})

test('a person without a password can set one within 15 minutes after signing in, and not later', async () => {
  const ctx = await world.signedIn('vic', TEST_NOW)
  const set = (now: Date) =>
    changePassword({ ...ctx, now }, { current: '', password: BETTER, afterResponse: world.afterResponse })
  await expectRefusal(set(minutesLater(15.1)), 'proof_needed')
  await set(minutesLater(14))
  expect(await enter(BETTER, { email: 'vic@example.com' })).toEqual({ userId: world.userId('vic') })
})
