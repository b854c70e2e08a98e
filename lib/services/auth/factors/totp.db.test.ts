import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../../audit/list-audit'
import { TEST_NOW } from '../../testing/people'
import { expectRefusal } from '../../testing/refusals'
import type { PersonContext } from '../person-context'
import { findSession } from '../sessions/find-session'
import { addTotp, codeAt, createOwnPeople, secondsLater } from '../testing/own-people'
import { confirmTotp } from './confirm-totp'
import { finishFirstFactor } from './finish-first-factor'
import { listFactors } from './list-factors'
import { makeRecoveryCodes } from './make-recovery-codes'
import { proveSecondFactor } from './prove-second-factor'
import { removeTotp } from './remove-totp'
import { secondFactorKinds } from './second-factor-options'
import { startTotp } from './start-totp'

let database: TestDatabase
let all: Awaited<ReturnType<typeof createOwnPeople>>
let ada: PersonContext

beforeAll(async () => {
  database = await createTestDatabase()
  all = await createOwnPeople(database)
})

beforeEach(async () => {
  const { prisma } = all.people
  await prisma.totpFactor.deleteMany()
  await prisma.recoveryCode.deleteMany()
  await prisma.rateLimit.deleteMany()
  ada = await all.own('ada')
})

afterAll(async () => {
  await all.end()
  await database.drop()
})

const caller = { ip: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0' }

async function provePassword(own: PersonContext, now: Date): Promise<string> {
  const result = await finishFirstFactor(own, { userId: own.person.id, method: 'password', caller, now })
  if (result.kind !== 'second_factor') throw new Error('No second factor was asked for.')
  return result.pendingToken
}

const prove = (pendingToken: string, kind: 'totp' | 'recovery_code', { code, now }: { code: string; now: Date }) =>
  proveSecondFactor(ada, { pendingToken, proof: { kind, code }, caller, now })

test('without a second factor, the first one opens a session, with its method and its address', async () => {
  const userId = ada.person.id
  const result = await finishFirstFactor(ada, { userId, method: 'password', caller, now: TEST_NOW })
  expect(result).toMatchObject({ kind: 'signed_in', userId })
  const { sessionId: id } = result as { sessionId: string }
  expect(await all.people.prisma.session.findUnique({ where: { id } })).toMatchObject({
    ...{ method: 'password', secondFactor: null, device: 'Firefox on Linux', ip: '192.0.2.7' },
    ...{ provedAt: TEST_NOW, expiresAt: secondsLater(30 * 86_400) },
  })
})

test('an app is active after its first right code, and its secret is stored encrypted', async () => {
  const setup = await startTotp(ada)
  expect(setup.uri).toMatch(/^otpauth:\/\/totp\/Lubdub:ada%40example\.com\?/)
  expect(await finishFirstFactor(ada, { userId: ada.person.id, method: 'link', caller, now: TEST_NOW })).toMatchObject({
    kind: 'signed_in',
  })
  await expectRefusal(confirmTotp(ada, { code: '12345' }), 'invalid', 'code')
  const codes = await confirmTotp(ada, { code: codeAt(setup, TEST_NOW) })
  expect(codes).toHaveLength(10)
  expect(new Set(codes).size).toBe(10)
  expect(codes?.[0]).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
  const { ciphertext } = await all.people.prisma.totpFactor.findUniqueOrThrow({ where: { userId: ada.person.id } })
  expect(Buffer.from(ciphertext).toString('latin1')).not.toContain(setup.secret.replaceAll(' ', ''))
  expect(await listFactors(ada)).toMatchObject({ totp: { confirmedAt: TEST_NOW.toISOString() }, recoveryCodesLeft: 10 })
  await expectRefusal(startTotp(ada), 'conflict')
})

test('an encrypted secret that was copied to another person cannot be decrypted there', async () => {
  await addTotp(ada)
  const { prisma } = all.people
  const { ciphertext } = await prisma.totpFactor.findUniqueOrThrow({ where: { userId: ada.person.id } })
  await prisma.totpFactor.create({ data: { userId: all.cleo.person.id, ciphertext, confirmedAt: TEST_NOW } })
  const pendingToken = await provePassword(all.cleo, TEST_NOW)
  await expect(prove(pendingToken, 'totp', { code: '123456', now: TEST_NOW })).rejects.toThrow()
})

test('with an app, the password waits for a code, and the code opens the session', async () => {
  const { setup } = await addTotp(ada)
  const pendingToken = await provePassword(ada, TEST_NOW)
  expect(await secondFactorKinds(ada, { pendingToken, now: TEST_NOW })).toEqual({
    ...{ password: false, totp: true, recoveryCode: true, passkey: false, emailCode: false, link: false },
  })
  const now = secondsLater(30)
  const result = await prove(pendingToken, 'totp', { code: codeAt(setup, now), now })
  expect(result).toMatchObject({ kind: 'signed_in', userId: ada.person.id })
  const { sessionId: id } = result as { sessionId: string }
  expect(await all.people.prisma.session.findUnique({ where: { id } })).toMatchObject({
    ...{ method: 'password', secondFactor: 'totp', provedAt: now },
  })
  expect(await secondFactorKinds(ada, { pendingToken, now })).toBe(null)
})

test('a code is accepted once, and then no older code is accepted', async () => {
  const { setup } = await addTotp(ada)
  const now = secondsLater(60)
  const code = codeAt(setup, now)
  const [one, two] = [await provePassword(ada, now), await provePassword(ada, now)]
  const results = await Promise.all([prove(one, 'totp', { code, now }), prove(two, 'totp', { code, now })])
  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['signed_in', 'wrong'])
  const three = await provePassword(ada, now)
  expect(await prove(three, 'totp', { code: codeAt(setup, secondsLater(30)), now })).toEqual({ kind: 'wrong' })
  expect(await prove(three, 'totp', { code: codeAt(setup, secondsLater(90)), now })).toMatchObject({
    kind: 'signed_in',
  })
})

test('a code two time steps earlier or later is wrong', async () => {
  const { setup } = await addTotp(ada)
  const now = secondsLater(300)
  const pendingToken = await provePassword(ada, now)
  for (const off of [-60, 60]) {
    const code = codeAt(setup, new Date(now.getTime() + off * 1000))
    expect(await prove(pendingToken, 'totp', { code, now })).toEqual({ kind: 'wrong' })
  }
})

test('a recovery code works once, in any spelling, and a new set replaces the old one', async () => {
  const { codes } = await addTotp(ada)
  const [first = '', second = ''] = codes
  const enter = async (code: string) =>
    prove(await provePassword(ada, TEST_NOW), 'recovery_code', { code, now: TEST_NOW })
  expect(await enter(` ${first.toUpperCase().replaceAll('-', ' ')}`)).toMatchObject({ kind: 'signed_in' })
  expect(await enter(first)).toEqual({ kind: 'wrong' })
  expect(await listFactors(ada)).toMatchObject({ recoveryCodesLeft: 9 })
  const [fresh = ''] = await makeRecoveryCodes(ada)
  expect(await enter(second)).toEqual({ kind: 'wrong' })
  expect(await enter(fresh)).toMatchObject({ kind: 'signed_in' })
})

test('a recovery code does not work for another person', async () => {
  const { codes } = await addTotp(ada)
  await addTotp(all.cleo)
  const pendingToken = await provePassword(all.cleo, TEST_NOW)
  expect(await prove(pendingToken, 'recovery_code', { code: codes[0] ?? '', now: TEST_NOW })).toEqual({ kind: 'wrong' })
})

test('a sign-in waits ten minutes, takes five tries, and finishes once', async () => {
  const { setup } = await addTotp(ada)
  const late = secondsLater(601)
  const expired = await provePassword(ada, TEST_NOW)
  expect(await prove(expired, 'totp', { code: codeAt(setup, late), now: late })).toEqual({ kind: 'over' })

  const tried = await provePassword(ada, late)
  for (let i = 0; i < 5; i++) expect(await prove(tried, 'totp', { code: 'x', now: late })).toEqual({ kind: 'wrong' })
  expect(await prove(tried, 'totp', { code: codeAt(setup, late), now: late })).toEqual({ kind: 'over' })

  const done = await provePassword(ada, late)
  expect(await prove(done, 'totp', { code: codeAt(setup, late), now: late })).toMatchObject({ kind: 'signed_in' })
  const next = secondsLater(660)
  expect(await prove(done, 'totp', { code: codeAt(setup, next), now: next })).toEqual({ kind: 'over' })
  expect(await prove('pnd_none', 'totp', { code: '123456', now: late })).toEqual({ kind: 'over' })
})

test('a sign-in that waited more than a day ago is deleted when the next one begins', async () => {
  await addTotp(ada)
  await provePassword(ada, secondsLater(-2 * 86_400))
  const fresh = await provePassword(ada, TEST_NOW)
  const hash = new Uint8Array(ada.keyring.hash(fresh))
  const rows = await all.people.prisma.pendingSignIn.findMany({ where: { expiresAt: { lt: TEST_NOW } } })
  expect(rows.filter(({ expiresAt }) => expiresAt < secondsLater(-86_400))).toEqual([])
  expect(await all.people.prisma.pendingSignIn.findUnique({ where: { hash } })).not.toBe(null)
})

test('after ten wrong codes, over any number of sign-ins, the right one must wait too', async () => {
  const { setup } = await addTotp(ada)
  for (let i = 0; i < 2; i++) {
    const pendingToken = await provePassword(ada, TEST_NOW)
    for (let j = 0; j < 5; j++) await prove(pendingToken, 'totp', { code: 'x', now: TEST_NOW })
  }
  const now = secondsLater(60)
  await expectRefusal(prove(await provePassword(ada, now), 'totp', { code: codeAt(setup, now), now }), 'too_many')
})

test('a password or a link is no second factor', async () => {
  await addTotp(ada)
  const pendingToken = await provePassword(ada, TEST_NOW)
  const proof = { kind: 'password', password: 'x' } as const
  await expectRefusal(proveSecondFactor(ada, { pendingToken, proof, caller, now: TEST_NOW }), 'invalid')
})

test('a change of factors ends the other sessions and the waiting sign-ins', async () => {
  const other = await all.own('ada')
  const { setup } = await addTotp(ada)
  expect(await findSession(ada.prisma, other.sessionId, TEST_NOW)).toBe(null)
  expect(await findSession(ada.prisma, ada.sessionId, TEST_NOW)).not.toBe(null)
  expect(await all.people.prisma.session.findUnique({ where: { id: other.sessionId } })).toMatchObject({
    endedReason: 'factor_changed',
  })
  const pendingToken = await provePassword(ada, TEST_NOW)
  await removeTotp(ada)
  const now = secondsLater(30)
  expect(await prove(pendingToken, 'totp', { code: codeAt(setup, now), now })).toEqual({ kind: 'over' })
  expect(await listFactors(ada)).toMatchObject({ totp: null, recoveryCodesLeft: 0 })
  await expectRefusal(removeTotp(ada), 'not_found')
  await expectRefusal(makeRecoveryCodes(ada), 'conflict')
  await expectRefusal(confirmTotp(ada, { code: '123456' }), 'conflict')
})

test('without a recent reauthentication no factor is changed', async () => {
  const stale = { ...ada, provedAt: secondsLater(-900) }
  await expectRefusal(startTotp(stale), 'proof_needed')
  const setup = await startTotp(ada)
  await expectRefusal(confirmTotp(stale, { code: codeAt(setup, TEST_NOW) }), 'proof_needed')
  await confirmTotp(ada, { code: codeAt(setup, TEST_NOW) })
  await expectRefusal(removeTotp(stale), 'proof_needed')
  await expectRefusal(makeRecoveryCodes(stale), 'proof_needed')
  expect(await listFactors(ada)).toMatchObject({ recoveryCodesLeft: 10, totp: {} })
})

test('the last factor stays if a workspace requires one', async () => {
  const { prisma, ada: inWorkspace } = all.people
  await addTotp(ada)
  const require = (requireSecondFactor: boolean) =>
    prisma.workspace.update({ where: { id: inWorkspace.workspaceId }, data: { requireSecondFactor } })
  await require(true)
  expect(await listFactors(ada)).toMatchObject({ requiredBy: ['Analytical Engines'] })
  await expectRefusal(removeTotp(ada), 'conflict')
  expect(await listFactors(ada)).toMatchObject({ totp: {}, recoveryCodesLeft: 10 })
  await require(false)
  await removeTotp(ada)
})

test('the entry is in the workspaces of the person, and in no other', async () => {
  const { ada: inAdas, cleo: inCleos } = all.people
  const { setup } = await addTotp(ada)
  const pendingToken = await provePassword(ada, TEST_NOW)
  await prove(pendingToken, 'totp', { code: 'x', now: TEST_NOW })
  const now = secondsLater(30)
  await prove(pendingToken, 'totp', { code: codeAt(setup, now), now })
  const { data } = await listAudit(inAdas, { limit: 3 })
  expect(data.map(({ action, actor, after }) => ({ action, who: actor.label, after }))).toEqual([
    { action: 'session.started', who: 'ada@example.com', after: { method: 'password', secondFactor: 'totp' } },
    { action: 'session.refused', who: 'ada@example.com', after: { method: 'password', factor: 'totp' } },
    { action: 'factor.added', who: 'ada@example.com', after: { factor: 'totp' } },
  ])
  const others = await listAudit(inCleos, { limit: 100 })
  expect(others.data.filter(({ actor }) => actor.label === 'ada@example.com')).toEqual([])
})

test('the steps of the guide for a person who lost all factors remove them and end the sessions', async () => {
  await addTotp(ada)
  await addTotp(all.cleo)
  const guide = readFileSync('docs/security-of-accounts.md', 'utf8')
  const sql = /```sql\n(.+?)```/s.exec(guide)?.[1] ?? ''
  const owner = createPool(database.url, { name: 'test', max: 1, statementTimeoutMs: 10_000 })
  await owner.query(sql)
  await owner.end()
  expect(await listFactors(ada)).toMatchObject({ totp: null, passkeys: [], recoveryCodesLeft: 0 })
  expect(await findSession(ada.prisma, ada.sessionId, TEST_NOW)).toBe(null)
  expect(await listFactors(all.cleo)).toMatchObject({ totp: {}, recoveryCodesLeft: 10 })
})
