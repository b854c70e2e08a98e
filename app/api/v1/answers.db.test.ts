import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { type IdKind, toPublicId } from '@/lib/contract/ids'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Operation } from '@/lib/contract/operations/operation'
import { RATES } from '@/lib/contract/rates'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withApi } from '@/lib/http/api/with-api'
import { refuseWrongMethod } from '@/lib/http/api/wrong-method'
import {
  type Asked,
  callOperation,
  listedOf,
  makeKey,
  makeTargets,
  paramsOf,
  type Targets,
} from '@/lib/http/testing/operation-calls'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { addSession } from '@/lib/http/testing/session-cookie'
import type { ServiceContext } from '@/lib/services/context'
import { consumeRate } from '@/lib/services/rates/consume-rate'
import { createPeople, type People, TEST_BASE_URL } from '@/lib/services/testing/people'

/** Every refusal is caused on purpose, for every operation; what came is compared with what the description of the API lists. */
const operations = OPERATIONS.filter(({ permission }) => permission !== 'everybody')

let database: TestDatabase
let people: People
let stop: () => Promise<void>
let owner: Record<string, string>
/** An owner who makes all calls that a class allows, in a workspace of their own: some classes are counted for a whole workspace. */
let busy: ServiceContext
let spent: Record<string, string>
/** Keys, of which each operation has one that may not do it. */
let keys: Record<string, string>[]
let targets: Targets

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  const { ada } = people
  owner = await headersOf(ada)
  busy = await addOwner((await people.prisma.workspace.create({ data: { id: newId(), name: 'Busy' } })).id)
  spent = await headersOf(busy)
  keys = await Promise.all(
    (['provision', 'read'] as const).map(async (access) => {
      const { token } = await makeKey(ada, { access })
      return { authorization: `Bearer ${token}` }
    }),
  )
  targets = await makeTargets({ people, database }, { family: 'etl' })
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

async function addOwner(workspaceId: string): Promise<ServiceContext> {
  const { ada, prisma } = people
  const userId = newId()
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: 'Oda' } })
  await prisma.membership.create({ data: { workspaceId, userId, role: 'owner' } })
  const actor = { kind: 'user', userId, role: 'owner', label: 'Oda', provedAt: new Date() } as const
  return { ...ada, workspaceId, actor }
}

async function headersOf({ actor, keyring }: ServiceContext) {
  const userId = actor.kind === 'user' ? actor.userId : ''
  const { name, value } = await addSession({ prisma: people.prisma, keyring }, userId)
  return { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin' }
}

/** Ids of what is not there, in the form that they have. */
function absent(operation: Operation): Record<string, string> {
  const id = <K extends IdKind>(kind: K) => toPublicId(kind, newId())
  const ids = { monitorId: id('mon'), runId: id('run'), channelId: id('chn'), deliveryId: id('dlv'), keyId: id('hbk') }
  return paramsOf(operation, { ...ids, apiKey: { ...targets.apiKey, id: id('key') } })
}

/** Makes all calls that are left of a class. Other tests may have taken longer than its time. */
async function exhaust(rate: Operation['rate']): Promise<void> {
  if (rate === 'unlimited') return
  for (let n = 0; n <= RATES[rate].calls; n++) {
    const isLeft = await consumeRate(people.web, busy, rate).then(
      () => true,
      () => false,
    )
    if (!isLeft) return
  }
}

const LARGE = JSON.stringify({ name: 'x'.repeat(300_000) })

/** The statuses with which an operation answers what goes wrong outside of its verb. */
async function provoke(operation: Operation): Promise<number[]> {
  const asFound = { headers: owner, params: paramsOf(operation, targets) }
  // What is refused nowhere is done, and would use up the objects of the others.
  const missing = { headers: owner, params: absent(operation) }
  const asked: Asked[] = [
    { ...asFound, headers: spent },
    { ...asFound, headers: {} },
    ...keys.map((headers) => ({ ...missing, headers })),
    { ...asFound, query: '?nonsense=1' },
    missing,
    { ...missing, text: LARGE },
    { ...missing, text: '{}', type: 'text/plain' },
    await inDeletedWorkspace(operation),
  ]
  await exhaust(operation.rate)
  const statuses: number[] = []
  for (const one of asked) statuses.push((await callOperation(operation, one)).status)
  const method = { method: 'PUT', pathname: operation.path }
  return [...statuses, refuseWrongMethod(method)!.status, ...(await whenItFails(operation))]
}

/** A call of an owner whose workspace is deleted for good while the call is on its way to its verb. */
async function inDeletedWorkspace(operation: Operation): Promise<Asked> {
  const { prisma } = people
  const { id } = await prisma.workspace.create({ data: { id: newId(), name: 'Short-lived' } })
  const headers = await headersOf(await addOwner(id))
  const params: PromiseLike<Record<string, string>> = {
    // biome-ignore lint/suspicious/noThenProperty: the route waits for it after the caller was let in.
    then: (resolve, reject) =>
      prisma.workspace
        .delete({ where: { id } })
        .then(() => absent(operation))
        .then(resolve, reject),
  }
  return { headers, params }
}

/** The statuses when the verb fails: by the database, by a fault of ours, and by a row that is gone before it is referred to. */
async function whenItFails(operation: Operation): Promise<number[]> {
  const failures = [
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    new Error('a fault'),
    ...(operation.isWrite ? [Object.assign(new Error('violates foreign key'), { code: '23503' })] : []),
  ]
  const statuses: number[] = []
  for (const failure of failures) {
    const handler = withApi(operation.id, () => Promise.reject(failure))
    const request = new Request(TEST_BASE_URL + operation.path, {
      method: operation.method.toUpperCase(),
      headers: owner,
    })
    statuses.push((await handler(request, { params: Promise.resolve({}) })).status)
  }
  return statuses
}

test.each(operations)('$id refuses with what its description lists, and with nothing else', async (operation) => {
  const refusals = new Set((await provoke(operation)).filter((status) => status >= 400))
  const listed = listedOf(operation).filter((status) => status >= 400)
  expect([...refusals].toSorted()).toEqual(listed.toSorted())
})

test.each(operations)('$id succeeds with the status that its description lists', async (operation) => {
  const own = operation.method === 'get' ? targets : await makeTargets({ people, database }, { family: 'etl' })
  const answer = await callOperation(operation, { headers: owner, params: paramsOf(operation, own) })
  expect([operation.status, answer]).toMatchObject([operation.status, { status: operation.status }])
})
