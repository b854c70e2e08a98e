import { afterAll, beforeAll, expect, test } from 'vitest'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listBeats } from '../beats/list-beats'
import { createChannel } from '../channels/create-channel'
import { listChannels } from '../channels/list-channels'
import type { ServiceContext } from '../context'
import { listDeliveries } from '../deliveries/list-deliveries'
import { replayDelivery } from '../deliveries/replay-delivery'
import { listIncidents } from '../incidents/list-incidents'
import { createHeartbeatKey } from '../keys/create-heartbeat-key'
import { deleteHeartbeatKey } from '../keys/delete-heartbeat-key'
import { disableHeartbeatKey } from '../keys/disable-heartbeat-key'
import { enableHeartbeatKey } from '../keys/enable-heartbeat-key'
import { listHeartbeatKeys } from '../keys/list-heartbeat-keys'
import { rotateHeartbeatKey } from '../keys/rotate-heartbeat-key'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { getMonitor } from '../monitors/get-monitor'
import { listMonitors } from '../monitors/list-monitors'
import { pauseMonitor } from '../monitors/pause-monitor'
import { previewSchedule } from '../monitors/preview-schedule'
import { resumeMonitor } from '../monitors/resume-monitor'
import { updateMonitor } from '../monitors/update-monitor'
import { getRun } from '../runs/get-run'
import { getRunVersion } from '../runs/get-run-version'
import { listRuns } from '../runs/list-runs'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createApiKey } from './create-api-key'
import { rotateApiKey } from './rotate-api-key'

let database: TestDatabase
let people: People
/** A key with write access for the family etl. */
let etl: ServiceContext
let own: Awaited<ReturnType<typeof makeDown>>
let other: Awaited<ReturnType<typeof makeDown>>

const none = { type: 'none' }

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  etl = await withKey({ access: 'write', family: 'etl' })
  const channel = { kind: 'email', name: 'ops', config: { to: ['ada@example.com'] } }
  const { id: channelId } = await createChannel(people.ada, channel)
  own = await makeDown('etl', channelId)
  other = await makeDown('backup', channelId)
  await makeDown(null, channelId)
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

async function withKey(rights: { access: 'read' | 'write' | 'provision'; family: string | null }) {
  const name = `${rights.access} ${rights.family} ${Math.floor(performance.now() * 1000)}`
  const { id } = await createApiKey(people.ada, { name, ...rights })
  return {
    ...people.ada,
    actor: { kind: 'apiKey', keyId: uuidOf(id), label: name, ...rights },
  } satisfies ServiceContext
}

async function makeDown(family: string | null, channelId: string) {
  const input = { name: `job of ${family}`, family, schedule: none, channels: [channelId] }
  const { id: monitorId, keys } = await createMonitor(people.ada, input)
  const { runId } = await beat(people.ada, uuidOf(monitorId), { signal: 'fail', runKey: 'r' })
  await database.pool.query(`update delivery set state = 'dead' where monitor_id = $1`, [uuidOf(monitorId)])
  const { rows } = await database.pool.query('select id from delivery where monitor_id = $1', [uuidOf(monitorId)])
  return { monitorId, runId: toPublicId('run', runId!), deliveryId: toPublicId('dlv', rows[0].id), keyId: keys[0]!.id }
}

test('a key for one family reads all of that family, and lists nothing else', async () => {
  const { monitorId, runId } = own
  expect((await listMonitors(etl)).data.map(({ id }) => id)).toEqual([monitorId])
  expect((await listMonitors(etl, { family: 'backup' })).data).toEqual([])
  expect((await listIncidents(etl)).data.map((incident) => incident.monitorId)).toEqual([monitorId])
  expect((await listDeliveries(etl)).data.map((delivery) => delivery.monitorId)).toEqual([monitorId])
  expect(await getMonitor(etl, { monitorId })).toMatchObject({
    family: 'etl',
    heartbeatUrl: expect.stringContaining('/ldb_'),
  })
  expect((await listRuns(etl, { monitorId })).data).toHaveLength(1)
  expect((await listBeats(etl, { monitorId })).data).toHaveLength(1)
  expect(await getRun(etl, { runId })).toMatchObject({ id: runId })
  expect(await getRunVersion(etl, { runId })).toMatchObject({ version: expect.any(String) })
  expect((await previewSchedule(etl, { schedule: { type: 'interval', seconds: 60 } })).times).not.toEqual([])
})

test('a thing of another family gets the same answer as a missing one', async () => {
  const { monitorId, runId, deliveryId, keyId } = other
  const before = await getMonitor(people.ada, { monitorId })
  const key = { monitorId, label: 'x', signal: 'fail' }
  for (const work of [
    () => getMonitor(etl, { monitorId }),
    () => updateMonitor(etl, { monitorId, graceSeconds: 1 }),
    () => updateMonitor(etl, { monitorId, family: 'etl' }),
    () => pauseMonitor(etl, { monitorId }),
    () => resumeMonitor(etl, { monitorId }),
    () => deleteMonitor(etl, { monitorId }),
    () => listRuns(etl, { monitorId }),
    () => listBeats(etl, { monitorId }),
    () => getRun(etl, { runId }),
    () => getRunVersion(etl, { runId }),
    () => replayDelivery(etl, { deliveryId }),
    () => listHeartbeatKeys(etl, { monitorId }),
    () => createHeartbeatKey(etl, key),
    () => rotateHeartbeatKey(etl, { monitorId, keyId }),
    () => disableHeartbeatKey(etl, { monitorId, keyId }),
    () => enableHeartbeatKey(etl, { monitorId, keyId }),
    () => deleteHeartbeatKey(etl, { monitorId, keyId }),
  ]) {
    await expectRefusal(work(), 'not_found')
  }
  expect((await listIncidents(etl, { monitorId })).data).toEqual([])
  expect((await listDeliveries(etl, { monitorId })).data).toEqual([])
  expect(await getMonitor(people.ada, { monitorId })).toEqual(before)
  const { rows } = await database.pool.query('select state from delivery where id = $1', [uuidOf(deliveryId)])
  expect(rows).toEqual([{ state: 'dead' }])
})

test('a write key for one family changes that family, creates monitors in it, and moves none out of it', async () => {
  const { monitorId, deliveryId } = own
  expect(await updateMonitor(etl, { monitorId, graceSeconds: 7 })).toMatchObject({ graceSeconds: 7 })
  expect(await updateMonitor(etl, { monitorId, family: 'etl' })).toMatchObject({ family: 'etl' })
  for (const family of ['backup', null]) await expectRefusal(updateMonitor(etl, { monitorId, family }), 'forbidden')
  expect(await createMonitor(etl, { name: 'no family given', schedule: none })).toMatchObject({ family: 'etl' })
  await expectRefusal(createMonitor(etl, { name: 'no', schedule: none, family: 'backup' }), 'forbidden')
  expect(await replayDelivery(etl, { deliveryId })).toMatchObject({ state: 'pending' })
  const key = await createHeartbeatKey(etl, { monitorId, label: 'FAILURE_KEY', signal: 'fail' })
  await deleteHeartbeatKey(etl, { monitorId, keyId: key.id })
})

test('channels belong to no family, so a key for one family is refused', async () => {
  await expectRefusal(listChannels(etl), 'forbidden')
  const channel = { kind: 'email', name: 'mine', config: { to: ['cleo@example.com'] } }
  await expectRefusal(createChannel(etl, channel), 'forbidden')
})

test('a read key for one family changes nothing in it', async () => {
  const reader = await withKey({ access: 'read', family: 'etl' })
  const { monitorId } = own
  expect(await getMonitor(reader, { monitorId })).toMatchObject({ heartbeatUrl: '', keys: [] })
  await expectRefusal(updateMonitor(reader, { monitorId, graceSeconds: 9 }), 'read_only')
  await expectRefusal(createMonitor(reader, { name: 'x', schedule: none }), 'read_only')
})

test('a provisioning key creates monitors and reads the URLs of those, also after it was replaced', async () => {
  const maker = await withKey({ access: 'provision', family: 'etl' })
  const made = await createMonitor(maker, { name: 'provisioned', schedule: none })
  expect(made).toMatchObject({ family: 'etl', heartbeatUrl: expect.stringContaining('/ldb_') })
  const urls = async (ctx: ServiceContext) => (await listHeartbeatKeys(ctx, { monitorId: made.id })).data
  expect(await urls(maker)).toMatchObject([{ url: made.heartbeatUrl }])

  const next = await rotateApiKey(people.ada, { keyId: toPublicId('key', maker.actor.keyId) })
  expect(await urls({ ...maker, actor: { ...maker.actor, keyId: uuidOf(next.id) } })).toMatchObject([
    { url: made.heartbeatUrl },
  ])
  await expectRefusal(urls(await withKey({ access: 'provision', family: 'etl' })), 'not_found')
  await expectRefusal(listHeartbeatKeys(maker, { monitorId: own.monitorId }), 'not_found')
  await expectRefusal(createMonitor(maker, { name: 'x', schedule: none, family: 'backup' }), 'forbidden')
  const { id: monitorId } = made
  for (const work of [
    () => getMonitor(maker, { monitorId }),
    () => listMonitors(maker),
    () => updateMonitor(maker, { monitorId, graceSeconds: 1 }),
    () => deleteMonitor(maker, { monitorId }),
    () => pauseMonitor(maker, { monitorId }),
    () => listRuns(maker, { monitorId }),
    () => createHeartbeatKey(maker, { monitorId, label: 'x', signal: 'fail' }),
    () => listIncidents(maker),
    () => listDeliveries(maker),
    () => listChannels(maker),
  ]) {
    await expectRefusal(work(), 'forbidden')
  }
})

test('a provisioning key for the whole workspace creates monitors of any family', async () => {
  const maker = await withKey({ access: 'provision', family: null })
  expect(await createMonitor(maker, { name: 'any', schedule: none, family: 'web' })).toMatchObject({ family: 'web' })
  expect(await createMonitor(maker, { name: 'none', schedule: none })).toMatchObject({ family: null })
})
