import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../audit/list-audit'
import { createChannel } from '../channels/create-channel'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createMonitor } from './create-monitor'
import { deleteMonitor } from './delete-monitor'
import { getMonitor } from './get-monitor'
import { listMonitors } from './list-monitors'
import { pauseMonitor } from './pause-monitor'
import { resumeMonitor } from './resume-monitor'
import { updateMonitor } from './update-monitor'

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

const hourly = { name: 'hourly', schedule: { type: 'interval', seconds: 3600 }, graceSeconds: 60 }
const make = (change = {}) => createMonitor(people.ada, { ...hourly, ...change })
const query = async (text: string, values: unknown[]) => (await database.pool.query(text, values)).rows
const ms = (instant: string | null) => Date.parse(instant ?? '')

async function makeDown() {
  const { id: channelId } = await createChannel(people.ada, {
    kind: 'email',
    name: 'ops',
    config: { to: ['ada@example.com'] },
  })
  const { id: monitorId } = await make({ channels: [channelId] })
  await beat(people.ada, uuidOf(monitorId), { signal: 'fail' })
  return { monitorId, channelId }
}

test('an edit changes the given fields, raises the version in both rows, and moves the deadline', async () => {
  const { id: monitorId } = await make()
  await beat(people.ada, uuidOf(monitorId))
  const before = await getMonitor(people.ada, { monitorId })
  expect(ms(before.deadlineAt) - ms(before.lastBeatAt)).toBe(3_660_000)

  const after = await updateMonitor(people.ben, {
    monitorId,
    schedule: { type: 'interval', seconds: 60 },
    family: 'etl',
  })
  expect(after).toMatchObject({ name: 'hourly', family: 'etl', graceSeconds: 60, status: 'up' })
  expect(ms(after.deadlineAt) - ms(after.updatedAt)).toBeGreaterThan(119_000)
  expect(ms(after.deadlineAt) - ms(after.updatedAt)).toBeLessThan(121_000)
  const versions = await query(
    `select m.config_version as monitor, s.config_version as state, s.attention_at from monitor m
     join monitor_state s on s.monitor_id = m.id where m.id = $1`,
    [uuidOf(monitorId)],
  )
  expect(versions).toEqual([{ monitor: 2, state: 2, attention_at: ms(after.deadlineAt) }])
})

test('an edit replaces the channels, and one with an unknown channel changes nothing', async () => {
  const { monitorId, channelId } = await makeDown()
  await expectRefusal(
    updateMonitor(people.ada, { monitorId, name: 'new', channels: [toPublicId('chn', newId())] }),
    'invalid',
    'channels',
  )
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ name: 'hourly', channels: [channelId] })
  expect(await updateMonitor(people.ada, { monitorId, channels: [] })).toMatchObject({ channels: [] })
})

test('an edit ends the quarantine of a monitor', async () => {
  const { id: monitorId } = await make()
  await query(`update monitor_state set check_error = 'broken' where monitor_id = $1`, [uuidOf(monitorId)])
  expect((await getMonitor(people.ada, { monitorId })).checkError).toBe('broken')
  expect((await updateMonitor(people.ada, { monitorId, graceSeconds: 5 })).checkError).toBeNull()
})

test('allowed addresses and methods are stored in one form, and recorded in the audit log', async () => {
  const { id: monitorId, ...made } = await make({ allowedAddresses: ['2001:DB8:0::/32', '192.0.2.7'] })
  expect(made).toMatchObject({ postOnly: false, allowedAddresses: ['2001:db8::/32', '192.0.2.7/32'] })
  const edited = await updateMonitor(people.ada, { monitorId, postOnly: true, allowedAddresses: ['10.0.0.0/8'] })
  expect(edited).toMatchObject({ postOnly: true, allowedAddresses: ['10.0.0.0/8'] })
  const { data } = await listAudit(people.ada, { targetId: monitorId, action: 'monitor.edited' })
  expect(data[0]).toMatchObject({ after: { postOnly: true, allowedAddresses: ['10.0.0.0/8'] } })
  expect(await updateMonitor(people.ada, { monitorId, allowedAddresses: [] })).toMatchObject({ allowedAddresses: [] })
  const wrong = updateMonitor(people.ada, { monitorId, allowedAddresses: ['10.0.0.0/8', '10.1.2.3/8'] })
  await expect(wrong).rejects.toMatchObject({
    field: 'allowedAddresses.1',
    message: expect.stringContaining('write 10.0.0.0/8'),
  })
  await expectRefusal(updateMonitor(people.ada, { monitorId, postOnly: 'yes' }), 'invalid', 'postOnly')
})

test('two edits at the same time are both applied', async () => {
  const { id: monitorId } = await make()
  await Promise.all([
    updateMonitor(people.ada, { monitorId, graceSeconds: 5 }),
    updateMonitor(people.ben, { monitorId, silenceSeconds: 7 }),
  ])
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ graceSeconds: 5, silenceSeconds: 7 })
})

test('a pause ends the incident without an alert; a resume waits again from now on', async () => {
  const { monitorId } = await makeDown()
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({
    status: 'down',
    shown: 'down',
    downReason: 'failed',
  })

  const paused = await pauseMonitor(people.ada, { monitorId })
  expect(paused).toMatchObject({
    status: 'paused',
    shown: 'paused',
    expectedAt: null,
    deadlineAt: null,
    downReason: null,
  })
  expect(
    await query('select 1 from incident where monitor_id = $1 and closed_at is null', [uuidOf(monitorId)]),
  ).toEqual([])
  expect(await pauseMonitor(people.ada, { monitorId })).toMatchObject({ since: paused.since })

  const resumed = await resumeMonitor(people.ben, { monitorId })
  expect(resumed).toMatchObject({ status: 'new', shown: 'new' })
  expect(ms(resumed.expectedAt) - ms(resumed.since)).toBe(3_600_000)
  expect(await resumeMonitor(people.ben, { monitorId })).toMatchObject({ since: resumed.since })

  const flips = await query('select from_status, to_status from flip where monitor_id = $1 order by version', [
    uuidOf(monitorId),
  ])
  expect(flips).toEqual([
    { from_status: 'new', to_status: 'down' },
    { from_status: 'down', to_status: 'paused' },
    { from_status: 'paused', to_status: 'new' },
  ])
  expect(await query('select type from delivery where monitor_id = $1', [uuidOf(monitorId)])).toEqual([
    { type: 'monitor.down' },
  ])
})

test('a deleted monitor is gone everywhere, and its pending deliveries are not sent', async () => {
  const { monitorId } = await makeDown()
  await deleteMonitor(people.ada, { monitorId })
  const [state] = await query('select deleted, attention_at from monitor_state where monitor_id = $1', [
    uuidOf(monitorId),
  ])
  expect(state).toEqual({ deleted: true, attention_at: null })
  expect(await query('select state from delivery where monitor_id = $1', [uuidOf(monitorId)])).toEqual([
    { state: 'cancelled' },
  ])
  expect(
    await query('select 1 from incident where monitor_id = $1 and closed_at is null', [uuidOf(monitorId)]),
  ).toEqual([])
  expect((await listMonitors(people.ada, { query: monitorId })).data).toEqual([])
  const verbs = [getMonitor, updateMonitor, pauseMonitor, resumeMonitor, deleteMonitor]
  for (const verb of verbs) await expectRefusal(verb(people.ada, { monitorId }), 'not_found')
})

test('people of another workspace cannot change a monitor', async () => {
  const { id: monitorId } = await make()
  const before = await getMonitor(people.ada, { monitorId })
  await expectRefusal(updateMonitor(people.cleo, { monitorId, name: 'mine' }), 'not_found')
  for (const verb of [pauseMonitor, resumeMonitor, deleteMonitor]) {
    await expectRefusal(verb(people.cleo, { monitorId }), 'not_found')
  }
  expect(await getMonitor(people.ada, { monitorId })).toEqual(before)
})

test('a read-only key cannot change a monitor', async () => {
  const { id: monitorId } = await make()
  const before = await getMonitor(people.ada, { monitorId })
  expect(await getMonitor(people.reader, { monitorId })).toMatchObject({
    name: before.name,
    heartbeatUrl: '',
    keys: [],
  })
  await expectRefusal(updateMonitor(people.reader, { monitorId, name: 'mine' }), 'read_only')
  for (const verb of [pauseMonitor, resumeMonitor, deleteMonitor]) {
    await expectRefusal(verb(people.reader, { monitorId }), 'read_only')
  }
  expect(await getMonitor(people.ada, { monitorId })).toEqual(before)
})
