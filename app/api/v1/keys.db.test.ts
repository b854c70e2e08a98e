import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoMay } from '@/e2e/access/who-may'
import { newSecret } from '@/lib/base/secrets'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Operation } from '@/lib/contract/operations/operation'
import { isForPeople } from '@/lib/contract/operations/operation'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { KEY_ACCESSES } from '@/lib/core/access'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import {
  callOperation,
  type Key,
  makeKey,
  makeTargets,
  paramsOf,
  type Targets,
} from '@/lib/http/testing/operation-calls'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { revokeApiKey } from '@/lib/services/api-keys/revoke-api-key'
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key'
import type { ServiceContext } from '@/lib/services/context'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { createPeople, type People } from '@/lib/services/testing/people'

const operations = OPERATIONS.filter(
  ({ permission, path: url }) => permission !== 'everybody' && url.startsWith('/api/v1/'),
)

let database: TestDatabase
let people: People
let stop: () => Promise<void>

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

/** Objects for every operation, in a family, created by the key where it can. */
function targetsOf({ ctx }: Key, family: string): Promise<Targets> {
  const isMaker = ctx.actor.kind === 'apiKey' && ctx.actor.access === 'provision'
  return makeTargets({ people, database }, { family, by: isMaker && reaches(ctx, family) ? ctx : people.ada })
}

const reaches = ({ actor }: ServiceContext, family: string) =>
  actor.kind === 'apiKey' && (actor.family === null || actor.family === family)

async function call(
  operation: Operation,
  token: string | null,
  { targets, family }: { targets: Targets; family: string },
) {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  return callOperation(operation, { headers, params: paramsOf(operation, targets), family })
}

test('operations for people only refuse every key, and the description says so', () => {
  const forPeople = OPERATIONS.filter(isForPeople).map(({ id }) => id)
  expect(forPeople).toEqual(operations.filter(({ id }) => whoMay(id).keys.length === 0).map(({ id }) => id))
})

/** The stored data that must not have changed. */
async function stored({ monitorId, keyId, deliveryId, channelId, apiKey }: Targets): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT to_jsonb(m) FROM monitor m WHERE id = $1) AS monitor,
       (SELECT to_jsonb(s) FROM monitor_state s WHERE monitor_id = $1) AS state,
       (SELECT jsonb_agg(to_jsonb(k) ORDER BY id) FROM heartbeat_key k WHERE monitor_id = $1) AS keys,
       (SELECT jsonb_agg(to_jsonb(r) ORDER BY id) FROM run r WHERE monitor_id = $1) AS runs,
       (SELECT to_jsonb(d) FROM delivery d WHERE id = $2) AS delivery,
       (SELECT to_jsonb(c) FROM channel c WHERE id = $3) AS channel,
       (SELECT to_jsonb(a) FROM api_key a WHERE id = $4) AS "apiKey",
       (SELECT jsonb_agg(to_jsonb(w) - 'default_channel_id' ORDER BY id) FROM workspace w) AS workspaces,
       EXISTS (SELECT FROM heartbeat_key WHERE id = $5) AS "hasKey"`,
    [monitorId, deliveryId, channelId, apiKey.id, keyId].map(uuidOf),
  )
  expect(rows[0]).toMatchObject({ monitor: {}, delivery: {}, channel: {}, apiKey: {}, hasKey: true })
  return rows[0]
}

describe.each(KEY_ACCESSES)('a key that may %s', (access) => {
  let whole: Key
  let scoped: Key
  /** For calls that change nothing, as the last test checks: each key's own objects, and those outside the family. */
  let own: Map<Key, Targets>
  let beyond: Targets
  let before: unknown

  beforeAll(async () => {
    whole = await makeKey(people.ada, { access })
    scoped = await makeKey(people.ada, { access, family: 'etl' })
    own = new Map([
      [whole, await targetsOf(whole, 'etl')],
      [scoped, await targetsOf(scoped, 'etl')],
    ])
    beyond = await targetsOf(scoped, 'backup')
    before = await storedNow()
  })

  const storedNow = () => Promise.all([...own.values(), beyond].map(stored))

  test.each(operations)('$id', async (operation) => {
    const { keys, isOfFamily } = whoMay(operation.id)
    const isAllowed = keys.includes(access)
    const tries = async (key: Key, can: boolean) => {
      const changes = can && operation.method !== 'get'
      const targets = changes ? await targetsOf(key, 'etl') : own.get(key)!
      const answer = await call(operation, key.token, { targets, family: 'etl' })
      expect([operation.id, answer.status]).toEqual([operation.id, can ? operation.status : 403])
      return answer
    }
    const answers = [await tries(whole, isAllowed), await tries(scoped, isAllowed && isOfFamily)]

    const other = await call(operation, scoped.token, { targets: beyond, family: 'backup' })
    if (!isAllowed || !isOfFamily) expect(other.status).toBe(403)
    else if (operation.id === 'createMonitor') expect(other.status).toBe(403)
    else if (operation.path.includes('{')) expect(other.status).toBe(404)
    for (const id of [beyond.monitorId, beyond.runId, beyond.deliveryId]) expect(other.text).not.toContain(id)

    for (const { text } of [...answers, other]) {
      expect(text).not.toMatch(/ld[rwp]_[a-z2-7]{10}/)
      if (access === 'read') expect(text).not.toContain('ldb_')
      if (!['createChannel', 'rotateSecret'].includes(operation.id)) expect(text).not.toContain('whsec_')
    }
  })

  test('has changed nothing by refused calls', async () => {
    expect(await storedNow()).toEqual(before)
  })
})

describe('only a valid key of this workspace gives access', () => {
  let right: string
  let otherKey: Key
  let targets: Targets
  let before: unknown
  let wrong: (string | null)[]

  beforeAll(async () => {
    const key = await makeKey(people.ada, { access: 'write' })
    right = key.token
    targets = await targetsOf(key, 'etl')
    before = await stored(targets)
    otherKey = await makeKey(people.cleo, { access: 'write' })
    const { heartbeatUrl } = await createMonitor(people.ada, { name: 'x', schedule: { type: 'none' } })
    wrong = [
      ...[null, '', newSecret('ldw'), newSecret('ldw').slice(0, 36), heartbeatUrl.split('/').at(-1)!, 'Bearer'],
      right.slice(0, -1) + (right.endsWith('a') ? 'b' : 'a'),
      right.toUpperCase(),
      `${right}a`,
    ]
  })

  test.each(operations)('$id', async (operation) => {
    for (const token of wrong) {
      const answer = await call(operation, token, { targets, family: 'etl' })
      expect([token, answer.status]).toEqual([token, 401])
      if (token) expect(answer.text).not.toContain(token)
    }

    const { status, text } = await call(operation, otherKey.token, { targets, family: 'etl' })
    const isAbout = operation.path.includes('{')
    const mayTry = whoMay(operation.id).keys.includes('write')
    expect([operation.id, status]).toEqual([operation.id, mayTry ? (isAbout ? 404 : operation.status) : 403])
    for (const id of [targets.monitorId, targets.runId, targets.channelId]) expect(text).not.toContain(id)
  })

  test('refused calls have changed nothing, and no tried key was the right one', async () => {
    expect(await stored(targets)).toEqual(before)
    const list = operations.find(({ id }) => id === 'listMonitors')!
    expect((await call(list, right, { targets, family: 'etl' })).status).toBe(200)
  })
})

describe('the end of a key takes effect with the next request', () => {
  const list = operations.find(({ id }) => id === 'listMonitors')!
  const status = async (token: string) => (await call(list, token, { targets: {} as Targets, family: '' })).status
  const now = () => ({ ...people.ada, now: new Date() })

  test('revocation', async () => {
    const key = await makeKey(people.ada, { access: 'read' })
    expect(await status(key.token)).toBe(200)
    await revokeApiKey(now(), { keyId: key.id })
    expect(await status(key.token)).toBe(401)
  })

  test('its expiry', async () => {
    const key = await makeKey(people.ada, { access: 'read' })
    expect(await status(key.token)).toBe(200)
    await database.pool.query('update api_key set expires_at = clock_timestamp() where id = $1', [uuidOf(key.id)])
    expect(await status(key.token)).toBe(401)
  })

  test('a replacement without overlap, and with one not yet', async () => {
    const key = await makeKey(people.ada, { access: 'read' })
    const next = await rotateApiKey(now(), { keyId: key.id, overlapSeconds: 3600 })
    expect([await status(key.token), await status(next.token)]).toEqual([200, 200])
    await revokeApiKey(now(), { keyId: key.id })
    const last = await rotateApiKey(now(), { keyId: next.id, overlapSeconds: 0 })
    expect([await status(next.token), await status(last.token)]).toEqual([401, 200])
  })

  test('a mistyped key is distinguished from an unknown one', async () => {
    const { token } = await makeKey(people.ada, { access: 'read' })
    const typo = token.slice(0, 10) + (token[10] === 'a' ? 'b' : 'a') + token.slice(11)
    const answer = await call(list, typo, { targets: {} as Targets, family: '' })
    expect(answer.text).toContain('mistyped')
    expect((await call(list, newSecret('ldr'), { targets: {} as Targets, family: '' })).text).toContain('unknown')
  })
})
