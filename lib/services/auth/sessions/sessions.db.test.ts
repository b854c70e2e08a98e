import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { toPublicId } from '@/lib/contract/ids'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import type { PersonContext } from '../person-context'
import { createOwnPeople, secondsLater } from '../testing/own-people'
import { endOtherSessions } from './end-other-sessions'
import { findSession } from './find-session'
import { listSessions } from './list-sessions'
import { openSession } from './open-session'
import { revokeOtherSessions } from './revoke-other-sessions'
import { revokeOwnSession } from './revoke-own-session'

let database: TestDatabase
let all: Awaited<ReturnType<typeof createOwnPeople>>
let ada: PersonContext

beforeAll(async () => {
  database = await createTestDatabase()
  all = await createOwnPeople(database)
})

beforeEach(async () => {
  await all.people.prisma.session.deleteMany({ where: { userId: all.ada.person.id } })
  ada = await all.own('ada')
})

afterAll(async () => {
  await all.end()
  await database.drop()
})

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1'

const open = (now: Date, { ip = '198.51.100.4', place = 'PT', own = ada } = {}) =>
  openSession(own.prisma, {
    ...{ userId: own.person.id, method: 'password', secondFactor: 'totp', now },
    caller: { ip, userAgent: PHONE, place },
  })

test('the list shows device, place, times and the present session, without ended, idle or other people’s sessions', async () => {
  const phone = await open(secondsLater(60))
  await open(secondsLater(-31 * 86_400))
  await open(secondsLater(-8 * 86_400))
  await open(secondsLater(60), { own: all.cleo })
  const sessions = await listSessions({ ...ada, now: secondsLater(120) })
  expect(sessions).toMatchObject([
    {
      id: toPublicId('ses', ada.sessionId),
      isThis: true,
      device: 'An unknown device',
      ip: '192.0.2.7',
      method: 'link',
    },
    {
      id: toPublicId('ses', phone),
      isThis: false,
      device: 'Safari on iPhone',
      ip: '198.51.100.4',
      place: 'Portugal',
      secondFactor: 'totp',
    },
  ])
  expect(sessions[1]).toMatchObject({
    createdAt: secondsLater(60).toISOString(),
    lastSeenAt: secondsLater(60).toISOString(),
  })
})

test('a use is recorded once a minute, with its address; a read that is no use is not recorded', async () => {
  const { prisma, sessionId } = ada
  const seen = () => prisma.session.findUnique({ where: { id: sessionId }, select: { lastSeenAt: true, ip: true } })
  await findSession(prisma, sessionId, secondsLater(59), { ip: '198.51.100.9' })
  expect(await seen()).toEqual({ lastSeenAt: TEST_NOW, ip: '192.0.2.7' })
  await findSession(prisma, sessionId, secondsLater(90), { ip: '198.51.100.9', isUse: false })
  expect(await seen()).toEqual({ lastSeenAt: TEST_NOW, ip: '192.0.2.7' })
  await findSession(prisma, sessionId, secondsLater(90), { ip: '198.51.100.9' })
  expect(await seen()).toEqual({ lastSeenAt: secondsLater(90), ip: '198.51.100.9' })
})

test('the place is that of the last use, not of an earlier one', async () => {
  const { prisma } = ada
  const sessionId = await open(TEST_NOW)
  const shown = async () =>
    (await listSessions({ ...ada, now: secondsLater(300) })).find(({ id }) => id === toPublicId('ses', sessionId))
      ?.place
  expect(await shown()).toBe('Portugal')
  await findSession(prisma, sessionId, secondsLater(90), { ip: '198.51.100.9', place: 'Graz, Austria' })
  expect(await shown()).toBe('Graz, Austria')
  await findSession(prisma, sessionId, secondsLater(180), { ip: '10.0.0.9' })
  expect(await shown()).toBe('private network')
})

test('a revoked session is over at its next request, and cannot be revoked twice', async () => {
  const sessionId = await open(TEST_NOW)
  expect(await findSession(ada.prisma, sessionId, TEST_NOW)).not.toBe(null)
  await revokeOwnSession(ada, { sessionId: toPublicId('ses', sessionId) })
  expect(await findSession(ada.prisma, sessionId, TEST_NOW)).toBe(null)
  await expectRefusal(revokeOwnSession(ada, { sessionId: toPublicId('ses', sessionId) }), 'not_found')
})

test('a session of another person is answered as missing', async () => {
  await expectRefusal(revokeOwnSession(ada, { sessionId: toPublicId('ses', all.cleo.sessionId) }), 'not_found')
  await expectRefusal(revokeOwnSession(ada, { sessionId: toPublicId('ses', testId('ses_none')) }), 'not_found')
  expect(await findSession(ada.prisma, all.cleo.sessionId, TEST_NOW)).not.toBe(null)
})

test('all other sessions of this person are revoked together', async () => {
  const others = [await open(TEST_NOW), await open(TEST_NOW)]
  expect(await revokeOtherSessions(ada)).toBe(2)
  expect(await revokeOtherSessions(ada)).toBe(0)
  for (const id of others) expect(await findSession(ada.prisma, id, TEST_NOW)).toBe(null)
  expect(await findSession(ada.prisma, ada.sessionId, TEST_NOW)).not.toBe(null)
  expect(await findSession(ada.prisma, all.cleo.sessionId, TEST_NOW)).not.toBe(null)
})

test('without a recent reauthentication no session is revoked', async () => {
  const sessionId = await open(TEST_NOW)
  const stale = { ...ada, provedAt: secondsLater(-900) }
  await expectRefusal(revokeOwnSession(stale, { sessionId: toPublicId('ses', sessionId) }), 'proof_needed')
  await expectRefusal(revokeOtherSessions(stale), 'proof_needed')
  expect(await findSession(ada.prisma, sessionId, TEST_NOW)).not.toBe(null)
})

test('a changed password can end every session, with the reason', async () => {
  const { prisma, person } = ada
  const userId = person.id
  await open(TEST_NOW)
  const ending = { userId, except: null, reason: 'password_changed', now: TEST_NOW } as const
  expect(await prisma.$transaction((tx) => endOtherSessions(tx, ending))).toBe(2)
  expect(await prisma.session.findMany({ where: { userId }, select: { endedReason: true } })).toEqual([
    { endedReason: 'password_changed' },
    { endedReason: 'password_changed' },
  ])
})
