import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createHeartbeatKey } from './create-heartbeat-key'
import { listHeartbeatKeys } from './list-heartbeat-keys'

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

test('a purpose key has its own URL and stands behind the main key', async () => {
  const monitorId = await make()
  const key = await createHeartbeatKey(people.ben, { monitorId, label: 'done', signal: 'success', step: 'transform' })
  expect(key).toMatchObject({ label: 'done', signal: 'success', step: 'transform' })
  const { data } = await listHeartbeatKeys(people.ada, { monitorId })
  expect(data).toEqual([expect.objectContaining({ label: 'main', signal: null }), key])
  expect(data[0]!.url).not.toBe(key.url)
})

test('nobody makes a key for a monitor of another workspace, a deleted one, or with a key that may only read', async () => {
  const monitorId = await make()
  await expectRefusal(createHeartbeatKey(people.cleo, { monitorId, ...failure }), 'not_found')
  await expectRefusal(createHeartbeatKey(people.reader, { monitorId, ...failure }), 'read_only')
  await expectRefusal(createHeartbeatKey(people.ada, { monitorId, ...failure, signal: 'ok' }), 'invalid', 'signal')
  await deleteMonitor(people.ada, { monitorId })
  await expectRefusal(createHeartbeatKey(people.ada, { monitorId, ...failure }), 'not_found')
})
