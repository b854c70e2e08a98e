import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createChannel } from '../channels/create-channel'
import { listIncidents } from '../incidents/list-incidents'
import { createMonitor } from '../monitors/create-monitor'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { listDeliveries } from './list-deliveries'
import { replayDelivery } from './replay-delivery'

let database: TestDatabase
let people: People
let monitorId: string
let channelId: string

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const config = { to: ['ada@example.com'] }
  channelId = (await createChannel(people.ada, { kind: 'email', name: 'ops', config })).id
  const monitor = { name: 'etl', schedule: { type: 'none' }, channels: [channelId] }
  monitorId = (await createMonitor(people.ada, monitor)).id
  for (const signal of ['fail', 'success', 'fail'] as const) await beat(people.ada, uuidOf(monitorId), { signal })
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

test('incidents are listed newest first, open and closed', async () => {
  const { data } = await listIncidents(people.ben)
  expect(data).toMatchObject([
    { monitorId, monitorName: 'etl', reason: 'failed', closedAt: null },
    { monitorId, monitorName: 'etl', reason: 'failed', closedAt: expect.any(String) },
  ])
  const [open, over] = data
  expect((await listIncidents(people.ada, { open: true })).data).toMatchObject([{ id: open!.id }])
  expect((await listIncidents(people.ada, { open: 'false', monitorId })).data).toMatchObject([{ id: over!.id }])
  const page = await listIncidents(people.ada, { limit: 1 })
  expect((await listIncidents(people.ada, { limit: 1, cursor: page.nextCursor! })).data).toMatchObject([
    { id: over!.id },
  ])
  expect((await listIncidents(people.cleo)).data).toEqual([])
  await expectRefusal(listIncidents(people.ada, { open: 'maybe' }), 'invalid', 'open')
})

test('deliveries are listed newest first, by channel, monitor and state', async () => {
  const { data } = await listDeliveries(people.ada, { channelId, monitorId, state: 'pending' })
  expect(data.map((delivery) => delivery.type)).toEqual(['monitor.down', 'monitor.up', 'monitor.down'])
  expect(data[0]).toMatchObject({ channelName: 'ops', channelKind: 'email', monitorName: 'etl', attempt: 0, log: [] })
  const page = await listDeliveries(people.ada, { limit: 2 })
  expect((await listDeliveries(people.ada, { cursor: page.nextCursor! })).data).toMatchObject([{ id: data[2]!.id }])
  expect((await listDeliveries(people.ada, { state: 'dead' })).data).toEqual([])
  expect((await listDeliveries(people.cleo)).data).toEqual([])
})

test('a waiting delivery shows what it waits for', async () => {
  const { pool } = database
  const reasons = async () => (await listDeliveries(people.ada, { channelId })).data.map(({ waitsFor }) => waitsFor)
  const [last, , first] = (await listDeliveries(people.ada)).data
  expect(await reasons()).toEqual(['earlier', 'earlier', 'sender'])
  await pool.query(`update delivery set next_attempt_at = clock_timestamp() + interval '40 s' where id = $1`, [
    uuidOf(first!.id),
  ])
  expect((await reasons())[2]).toBe('digest')
  await pool.query('update delivery set attempt = 1 where id = $1', [uuidOf(first!.id)])
  await pool.query('update channel set failing_since = clock_timestamp() where id = $1', [uuidOf(channelId)])
  expect((await reasons())[2]).toBe('retry')
  expect((await listDeliveries(people.ada)).data[2]!.channelFailingSince).toEqual(expect.any(String))
  await pool.query(`update delivery set state = 'sent', ended_at = clock_timestamp() where id = $1`, [
    uuidOf(first!.id),
  ])
  await pool.query('update delivery set digest_id = $2 where id = $1', [uuidOf(last!.id), uuidOf(first!.id)])
  expect(await reasons()).toEqual(['digest', 'sender', null])
  await pool.query(
    `update delivery set state = 'pending', attempt = 0, ended_at = null, digest_id = null where channel_id = $1`,
    [uuidOf(channelId)],
  )
})

test('a dead delivery is sent again with the same id; others do not change', async () => {
  const [first, second] = (await listDeliveries(people.ada)).data
  await database.pool.query(
    `update delivery set state = 'dead', attempt = 9, ended_at = clock_timestamp(), log = '[{"outcome":"retry"}]'
     where id = $1`,
    [uuidOf(first!.id)],
  )
  await expectRefusal(replayDelivery(people.cleo, { deliveryId: first!.id }), 'not_found')
  await expectRefusal(replayDelivery(people.reader, { deliveryId: first!.id }), 'read_only')
  await expectRefusal(replayDelivery(people.ada, { deliveryId: second!.id }), 'conflict')
  expect(await replayDelivery(people.ada, { deliveryId: first!.id })).toMatchObject({
    id: first!.id,
    state: 'pending',
    attempt: 0,
    nextAttemptAt: expect.any(String),
    endedAt: null,
    log: [{ outcome: 'retry' }],
  })
  await expectRefusal(replayDelivery(people.ada, { deliveryId: first!.id }), 'conflict')
})
