import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoMay } from '@/e2e/access/who-may'
import { newId } from '@/lib/base/ids'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Operation } from '@/lib/contract/operations/operation'
import { RATES } from '@/lib/contract/rates'
import { KEY_ACCESSES, type KeyAccess, ROLES } from '@/lib/core/access'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createApiKey } from '@/lib/services/api-keys/create-api-key'
import { createPeople, type People, TEST_BASE_URL } from '@/lib/services/testing/people'
import { serveDatabase } from '../testing/serve-database'
import { addSession } from '../testing/session-cookie'
import { withApi } from './with-api'

let database: TestDatabase
let people: People
let stop: () => Promise<void>
/** The headers of each caller: a role, a kind of key, or `family`, a key that may write within one family. */
const callers: Record<string, Record<string, string>> = {}

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  const { ada, prisma } = people
  for (const role of ROLES) {
    const userId = newId()
    await prisma.user.create({ data: { id: userId, email: `${role}@example.com`, name: role } })
    await prisma.membership.create({ data: { workspaceId: ada.workspaceId, userId, role } })
    const { name, value } = await addSession({ prisma, keyring: ada.keyring }, userId)
    callers[role] = { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin' }
  }
  for (const access of KEY_ACCESSES) callers[access] = await addKey(access, access)
  callers.family = await addKey('family', 'write', 'etl')
})

async function addKey(name: string, access: KeyAccess, family: string | null = null) {
  const { token } = await createApiKey({ ...people.ada, now: new Date() }, { name: `${name} key`, access, family })
  return { authorization: `Bearer ${token}` }
}

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

const known = OPERATIONS.filter(({ permission }) => permission !== 'everybody')

/** Calls an operation whose verb checks nothing itself. */
async function call(operation: Operation, headers: Record<string, string>, body: string | null = null) {
  let isReached = false
  const handler = withApi(operation.id, async () => {
    isReached = true
    return { id: 'x' }
  })
  const init = { method: operation.method.toUpperCase(), headers: { 'content-type': 'application/json', ...headers } }
  const request = new Request(TEST_BASE_URL + operation.path, { ...init, ...(body !== null && { body }) })
  const response = await handler(request, { params: Promise.resolve({}) })
  const text = await response.text()
  const { code = null, message = null } = response.ok ? {} : JSON.parse(text).error
  return { isReached, status: response.status, headers: response.headers, code, message }
}

/** The callers who may do it, by the table that was written by hand. */
function mayDo(id: string): string[] {
  const { lowest, keys, isOfFamily } = whoMay(id)
  const roles = ROLES.slice(0, ROLES.findIndex((role) => role === lowest) + 1)
  return [...roles, ...keys, ...(isOfFamily && keys.includes('write') ? ['family'] : [])]
}

describe.each(known)('$id', (operation) => {
  test('is refused before its verb to all who may not do it, and to nobody else', async () => {
    const admitted: string[] = []
    for (const [name, headers] of Object.entries(callers)) {
      const { isReached, status, code } = await call(operation, headers)
      if (isReached) admitted.push(name)
      expect([name, status]).toEqual([name, isReached ? operation.status : 403])
      if (!isReached) expect(['forbidden', 'read_only']).toContain(code)
    }
    expect(admitted.toSorted()).toEqual(mayDo(operation.id).toSorted())
  })

  test('is not reached without a key or a session', async () => {
    expect(await call(operation, {})).toMatchObject({ isReached: false, status: 401, code: 'unauthenticated' })
  })
})

test('a caller without the permission learns nothing of what is wrong with the body, which is not read', async () => {
  const create = known.find(({ id }) => id === 'createMonitor')!
  expect(await call(create, callers.read!, '{')).toMatchObject({ isReached: false, status: 403, code: 'read_only' })
  expect(await call(create, callers.write!, '{')).toMatchObject({ isReached: false, status: 400, code: 'invalid' })
})

test('a call above its rate is not reached, and is told when to go on', async () => {
  const operation = known.find(({ id }) => id === 'testChannel')!
  const caller = await addKey('ci', 'write')
  // What the tests before have counted for the workspace.
  await people.prisma.rateLimit.deleteMany()
  const tries = []
  for (let n = 0; n < RATES.send.calls; n++) tries.push(await call(operation, caller))
  expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([202]))
  const refused = await call(operation, caller)
  expect(refused).toMatchObject({ isReached: false, status: 429, code: 'too_many' })
  expect(refused.message).toBe(
    'One workspace may make at most 60 tests of channels within 10 minutes. Try again in 10 minutes.',
  )
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(600)
  const other = known.find(({ id }) => id === 'getChannel')!
  expect(await call(other, caller)).toMatchObject({ isReached: true, status: 200 })
})

test('a call without the permission is not counted', async () => {
  const before = await people.prisma.rateLimit.count()
  const operation = known.find(({ id }) => id === 'testChannel')!
  expect(await call(operation, callers.read!)).toMatchObject({ status: 403 })
  expect(await people.prisma.rateLimit.count()).toBe(before)
})

test('what everybody may call is not served through it', () => {
  expect(() => withApi('getHealth', async () => ({}))).toThrow('getHealth is for everybody')
})
