import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../audit/list-audit'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { getMonitor } from '../monitors/get-monitor'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createHeartbeatKey } from './create-heartbeat-key'
import { deleteHeartbeatKey } from './delete-heartbeat-key'
import { disableHeartbeatKey } from './disable-heartbeat-key'
import { enableHeartbeatKey } from './enable-heartbeat-key'
import { listHeartbeatKeys } from './list-heartbeat-keys'
import { rotateHeartbeatKey } from './rotate-heartbeat-key'

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

const make = async () => (await createMonitor(people.ada, { name: 'etl', schedule: { type: 'none' } })).id
const failure = { label: 'FAILURE_KEY', signal: 'fail' }

test('a purpose key has its own URL and is listed after the main key', async () => {
  const monitorId = await make()
  const key = await createHeartbeatKey(people.ben, { monitorId, label: 'done', signal: 'success', step: 'transform' })
  expect(key).toMatchObject({ label: 'done', signal: 'success', step: 'transform' })
  const { data } = await listHeartbeatKeys(people.ada, { monitorId })
  expect(data).toEqual([expect.objectContaining({ label: 'main', signal: null }), key])
  expect(data[0]!.url).not.toBe(key.url)
})

test('no key can be created for a monitor of another workspace, for a deleted one, or with a read-only key', async () => {
  const monitorId = await make()
  await expectRefusal(createHeartbeatKey(people.cleo, { monitorId, ...failure }), 'not_found')
  await expectRefusal(createHeartbeatKey(people.reader, { monitorId, ...failure }), 'read_only')
  await expectRefusal(createHeartbeatKey(people.ada, { monitorId, ...failure, signal: 'ok' }), 'invalid', 'signal')
  await deleteMonitor(people.ada, { monitorId })
  await expectRefusal(createHeartbeatKey(people.ada, { monitorId, ...failure }), 'not_found')
})

const mainOf = async (monitorId: string) => (await listHeartbeatKeys(people.ada, { monitorId })).data[0]!

test('a key that is replaced is listed after the new one until it retires, and the monitor shows the new URL', async () => {
  const monitorId = await make()
  const old = await mainOf(monitorId)
  const next = await rotateHeartbeatKey(people.ben, { monitorId, keyId: old.id, overlapSeconds: 3600 })
  expect(next).toMatchObject({ label: 'main', signal: null, step: null, replacesId: old.id, retiresAt: null })
  expect(next.url).not.toBe(old.url)
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ heartbeatUrl: next.url })
  const { data } = await listHeartbeatKeys(people.ada, { monitorId })
  expect(data.map(({ id, url }) => ({ id, url }))).toEqual([
    { id: next.id, url: next.url },
    { id: old.id, url: old.url },
  ])
  const left = Date.parse(data[1]!.retiresAt!) - Date.parse(next.createdAt)
  expect(left).toBeGreaterThan(3_590_000)
  expect(left).toBeLessThan(3_601_000)
})

test('a key without an overlap is gone at once, and a retired key is not listed', async () => {
  const monitorId = await make()
  const { id: keyId } = await mainOf(monitorId)
  const next = await rotateHeartbeatKey(people.ada, { monitorId, keyId, overlapSeconds: 0 })
  expect((await listHeartbeatKeys(people.ada, { monitorId })).data.map(({ id }) => id)).toEqual([next.id])
  for (const verb of [rotateHeartbeatKey, disableHeartbeatKey, enableHeartbeatKey, deleteHeartbeatKey]) {
    await expectRefusal(verb(people.ada, { monitorId, keyId }), 'not_found')
  }
})

test('of one key at most two work, also when two people replace it at the same time', async () => {
  const monitorId = await make()
  const { id: keyId } = await mainOf(monitorId)
  const results = await Promise.allSettled([
    rotateHeartbeatKey(people.ada, { monitorId, keyId }),
    rotateHeartbeatKey(people.ben, { monitorId, keyId }),
  ])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const next = await mainOf(monitorId)
  await expectRefusal(rotateHeartbeatKey(people.ada, { monitorId, keyId: next.id }), 'conflict')
  await disableHeartbeatKey(people.ada, { monitorId, keyId })
  expect(await rotateHeartbeatKey(people.ada, { monitorId, keyId: next.id })).toMatchObject({ replacesId: next.id })
})

test('a purpose key keeps its meaning when it is replaced', async () => {
  const monitorId = await make()
  const key = await createHeartbeatKey(people.ada, { monitorId, label: 'done', signal: 'success', step: 'load' })
  expect(await rotateHeartbeatKey(people.ada, { monitorId, keyId: key.id })).toMatchObject({
    label: 'done',
    signal: 'success',
    step: 'load',
  })
})

test('a disabled key is shown as disabled, without a URL, and works again after it is enabled', async () => {
  const monitorId = await make()
  const { id: keyId, url } = await mainOf(monitorId)
  const disabled = await disableHeartbeatKey(people.ada, { monitorId, keyId })
  expect(disabled.disabledAt).not.toBeNull()
  expect(await disableHeartbeatKey(people.ada, { monitorId, keyId })).toEqual(disabled)
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ heartbeatUrl: '', keys: [{ id: keyId }] })
  await expectRefusal(rotateHeartbeatKey(people.ada, { monitorId, keyId }), 'conflict')
  expect(await enableHeartbeatKey(people.ada, { monitorId, keyId })).toMatchObject({ disabledAt: null })
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ heartbeatUrl: url })
})

test('a purpose key can be deleted, the main key cannot, and a replaced main key can', async () => {
  const monitorId = await make()
  const key = await createHeartbeatKey(people.ada, { monitorId, ...failure })
  await deleteHeartbeatKey(people.ben, { monitorId, keyId: key.id })
  const main = await mainOf(monitorId)
  await expectRefusal(deleteHeartbeatKey(people.ada, { monitorId, keyId: main.id }), 'conflict')
  const next = await rotateHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  await deleteHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  expect((await listHeartbeatKeys(people.ada, { monitorId })).data.map(({ id }) => id)).toEqual([next.id])
})

test('viewers, people of another workspace, and requests with a key of another monitor cannot change a key', async () => {
  const monitorId = await make()
  const other = await make()
  const { id: keyId } = await mainOf(monitorId)
  for (const verb of [rotateHeartbeatKey, disableHeartbeatKey, enableHeartbeatKey, deleteHeartbeatKey]) {
    await expectRefusal(verb(people.vic, { monitorId, keyId }), 'read_only')
    await expectRefusal(verb(people.reader, { monitorId, keyId }), 'read_only')
    await expectRefusal(verb(people.cleo, { monitorId, keyId }), 'not_found')
    await expectRefusal(verb(people.ada, { monitorId: other, keyId }), 'not_found')
  }
  const input = { monitorId, keyId, overlapSeconds: -1 }
  await expectRefusal(rotateHeartbeatKey(people.ada, input), 'invalid', 'overlapSeconds')
})

test('the audit log shows every change of a key, but no key', async () => {
  const monitorId = await make()
  const main = await mainOf(monitorId)
  const next = await rotateHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  await disableHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  await enableHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  await deleteHeartbeatKey(people.ada, { monitorId, keyId: main.id })
  const { data } = await listAudit(people.ada, { targetKind: 'heartbeatKey', limit: 4 })
  const actions = ['heartbeatKey.deleted', 'heartbeatKey.enabled', 'heartbeatKey.disabled', 'heartbeatKey.rotated']
  expect(data.map(({ action }) => action)).toEqual(actions)
  for (const { url } of [main, next]) expect(JSON.stringify(data)).not.toContain(url.slice(-32))
})
