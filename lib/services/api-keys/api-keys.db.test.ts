import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../audit/list-audit'
import { authenticateApiKey } from '../auth/authenticate-api-key'
import type { ServiceContext } from '../context'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createApiKey } from './create-api-key'
import { listApiKeys } from './list-api-keys'
import { revokeApiKey } from './revoke-api-key'
import { rotateApiKey } from './rotate-api-key'

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const at = (seconds: number) => new Date(people.ada.now.getTime() + seconds * 1000)
const adaAfter = (seconds: number): ServiceContext => ({ ...people.ada, now: at(seconds) })
const authenticate = (token: string, seconds = 0) =>
  authenticateApiKey(people.web, people.ada.keyring, { token, now: at(seconds) })
const stateOf = async (id: string, seconds = 0) =>
  (await listApiKeys(adaAfter(seconds))).data.find((key) => key.id === id)?.state

test('a key is shown once, its prefix names its access, and only its hash is stored', async () => {
  const { token, ...key } = await createApiKey(people.ada, { name: 'deploy', access: 'write', family: 'etl' })
  expect(token).toMatch(/^ldw_[a-z2-7]{38}$/)
  expect(key).toMatchObject({ access: 'write', family: 'etl', prefix: token.slice(0, 8), state: 'active' })
  expect(key.createdBy).toMatchObject({ email: 'ada@example.com' })
  const listed = (await listApiKeys(people.ada)).data.find(({ id }) => id === key.id)
  expect(listed).toEqual(key)
  expect(JSON.stringify(await listApiKeys(people.ada))).not.toContain(token)
  const { hash } = await people.prisma.apiKey.findFirstOrThrow({ where: { id: uuidOf(key.id) } })
  expect(Buffer.from(hash).equals(people.ada.keyring.hash(token))).toBe(true)
  expect(await authenticate(token)).toMatchObject({
    keyId: uuidOf(key.id),
    access: 'write',
    family: 'etl',
    name: 'deploy',
  })
})

test.each([
  ['read', 'ldr_'],
  ['write', 'ldw_'],
  ['provision', 'ldp_'],
] as const)('a key that may %s begins with %s', async (access, prefix) => {
  const { token } = await createApiKey(people.ada, { name: `a ${access} key`, access })
  expect(token.startsWith(prefix)).toBe(true)
})

test('a key that was revoked is refused at once, and stays so', async () => {
  const { token, id } = await createApiKey(people.ada, { name: 'leaked', access: 'read' })
  expect(await authenticate(token)).not.toBeNull()
  await revokeApiKey(people.ada, { keyId: id })
  expect(await authenticate(token)).toBeNull()
  await revokeApiKey(adaAfter(60), { keyId: id })
  const told = await listAudit(people.ada, { action: 'apiKey.revoked', targetId: id })
  expect(told.data).toHaveLength(1)
  expect(await stateOf(id)).toBe('revoked')
})

test('a key with an expiry works until then', async () => {
  const expiresAt = at(3600).toISOString()
  const { token, id } = await createApiKey(people.ada, { name: 'for an hour', access: 'read', expiresAt })
  expect(await authenticate(token, 3599)).not.toBeNull()
  expect(await authenticate(token, 3600)).toBeNull()
  expect(await stateOf(id, 3600)).toBe('expired')
  for (const wrong of [at(0), at(-1), at(86_400 * 4000)]) {
    const input = { name: 'never', access: 'read', expiresAt: wrong.toISOString() }
    await expectRefusal(createApiKey(people.ada, input), 'invalid', 'expiresAt')
  }
})

test('a key that is replaced works beside the new one for the overlap, and at most two keys have one name', async () => {
  const old = await createApiKey(people.ada, { name: 'ci', access: 'write', family: 'etl' })
  const next = await rotateApiKey(people.ada, { keyId: old.id, overlapSeconds: 600 })
  expect(next).toMatchObject({ name: 'ci', access: 'write', family: 'etl', replacesId: old.id, state: 'active' })
  expect(await stateOf(old.id)).toBe('retiring')
  expect([await authenticate(old.token, 599), await authenticate(next.token, 599)]).not.toContain(null)
  expect(await authenticate(old.token, 600)).toBeNull()
  expect(await authenticate(next.token, 600)).not.toBeNull()
  for (const keyId of [old.id, next.id]) await expectRefusal(rotateApiKey(adaAfter(599), { keyId }), 'conflict')
  await expectRefusal(createApiKey(adaAfter(599), { name: 'ci', access: 'read' }), 'conflict', 'name')
  await expectRefusal(rotateApiKey(adaAfter(600), { keyId: old.id }), 'conflict')
  expect(await rotateApiKey(adaAfter(600), { keyId: next.id, overlapSeconds: 0 })).toMatchObject({
    state: 'active',
  })
  expect(await authenticate(next.token, 600)).toBeNull()
})

test('of many rotations at the same time one succeeds', async () => {
  const { id: keyId } = await createApiKey(people.ada, { name: 'raced', access: 'read' })
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => rotateApiKey(people.ada, { keyId })))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await people.prisma.apiKey.count({ where: { name: 'raced' } })).toBe(2)
})

test('a key that replaces one with an expiry is valid for as long as the old one was', async () => {
  const old = await createApiKey(people.ada, { name: 'yearly', access: 'read', expiresAt: at(86_400).toISOString() })
  const next = await rotateApiKey(adaAfter(80_000), { keyId: old.id, overlapSeconds: 60 })
  expect(next.expiresAt).toBe(at(80_000 + 86_400).toISOString())
  expect(await rotateApiKey(adaAfter(90_000), { keyId: next.id, expiresAt: null })).toMatchObject({
    expiresAt: null,
  })
})

test('a key from before checksums works, and a mistyped one causes no query', async () => {
  const { read } = people.tokens
  const older = read.slice(0, 36)
  const hash = new Uint8Array(people.ada.keyring.hash(older))
  const { workspaceId } = people.ada
  const data = { workspaceId, id: testId('key_older'), name: 'older', access: 'read', hash, prefix: 'ldr_' }
  await people.prisma.apiKey.create({ data })
  expect(await authenticate(older)).toMatchObject({ name: 'older' })
  const nowhere = { prisma: null as never, db: null as never }
  const typo = read.slice(0, -1) + (read.endsWith('a') ? 'b' : 'a')
  expect(await authenticateApiKey(nowhere, people.ada.keyring, { token: typo, now: at(0) })).toBeNull()
})

test('the use of a key is recorded once in ten minutes', async () => {
  const { token, id } = await createApiKey(people.ada, { name: 'used', access: 'read' })
  const lastUse = async () => (await people.prisma.apiKey.findFirstOrThrow({ where: { id: uuidOf(id) } })).lastUsedAt
  for (const [seconds, noted] of [
    [0, 0],
    [599, 0],
    [601, 601],
    [1200, 601],
  ] as const) {
    await authenticate(token, seconds)
    expect(await lastUse()).toEqual(at(noted))
  }
})

test('members, viewers and keys cannot see, create or revoke API keys', async () => {
  const { id: keyId } = await createApiKey(people.ada, { name: 'guarded', access: 'read' })
  for (const ctx of [people.ben, people.vic, people.reader]) {
    await expectRefusal(listApiKeys(ctx), 'forbidden')
    await expectRefusal(createApiKey(ctx, { name: 'mine', access: 'write' }), 'forbidden')
    await expectRefusal(rotateApiKey(ctx, { keyId }), 'forbidden')
    await expectRefusal(revokeApiKey(ctx, { keyId }), 'forbidden')
  }
  expect(await stateOf(keyId)).toBe('active')
})

test('the owner of another workspace finds no such key', async () => {
  const { id: keyId } = await createApiKey(people.ada, { name: 'ours', access: 'read' })
  await expectRefusal(rotateApiKey(people.cleo, { keyId }), 'not_found')
  await expectRefusal(revokeApiKey(people.cleo, { keyId }), 'not_found')
  expect((await listApiKeys(people.cleo)).data).toEqual([])
  expect(await createApiKey(people.cleo, { name: 'ours', access: 'read' })).toMatchObject({ name: 'ours' })
})

test('a refused new key gets a message that says what is wrong', async () => {
  const make = (change: object) => createApiKey(people.ada, { name: 'x', access: 'read', ...change })
  await expectRefusal(make({ name: '' }), 'invalid', 'name')
  await expectRefusal(make({ access: 'admin' }), 'invalid', 'access')
  await expectRefusal(make({ family: '' }), 'invalid', 'family')
  await expectRefusal(make({ expiresAt: 'tomorrow' }), 'invalid', 'expiresAt')
  await expectRefusal(make({ scope: 'all' }), 'invalid', 'scope')
  await expectRefusal(rotateApiKey(people.ada, { keyId: 'x', overlapSeconds: 2_592_001 }), 'invalid', 'overlapSeconds')
})

test('the audit log names every key that was created, replaced or revoked, by its prefix', async () => {
  const key = await createApiKey(people.ada, { name: 'recorded', access: 'write' })
  const next = await rotateApiKey(people.ada, { keyId: key.id })
  await revokeApiKey(people.ada, { keyId: key.id })
  const { data } = await listAudit(people.ada, { targetKind: 'apiKey', limit: 3 })
  expect(data.map(({ action }) => action)).toEqual(['apiKey.revoked', 'apiKey.rotated', 'apiKey.created'])
  expect(data[2]!.after).toEqual({
    name: 'recorded',
    access: 'write',
    family: null,
    prefix: key.prefix,
    expiresAt: null,
  })
  for (const secret of [key.token, next.token]) expect(JSON.stringify(data)).not.toContain(secret.slice(8))
})
