import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEventView, ListAuditQuery } from '@/lib/contract/audit'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createApiKey } from '../api-keys/create-api-key'
import { rotateApiKey } from '../api-keys/rotate-api-key'
import { createChannel } from '../channels/create-channel'
import { deleteChannel } from '../channels/delete-channel'
import { testChannel } from '../channels/test-channel'
import { updateChannel } from '../channels/update-channel'
import { replayDelivery } from '../deliveries/replay-delivery'
import { createHeartbeatKey } from '../keys/create-heartbeat-key'
import { rotateHeartbeatKey } from '../keys/rotate-heartbeat-key'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { pauseMonitor } from '../monitors/pause-monitor'
import { resumeMonitor } from '../monitors/resume-monitor'
import { updateMonitor } from '../monitors/update-monitor'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { listAudit } from './list-audit'

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

const entries = async (query: ListAuditQuery = {}) => (await listAudit(people.ada, query)).data
const idOf = ({ actor }: People['ada']) =>
  actor.kind === 'user' ? toPublicId('usr', actor.userId) : toPublicId('key', actor.keyId)
const make = (name: string) => createMonitor(people.ada, { name, schedule: { type: 'none' } })

test('each change of a monitor is recorded, with the actor, the address and the old values', async () => {
  const { id: monitorId } = await make('etl')
  await updateMonitor(people.ben, { monitorId, name: 'etl-2', graceSeconds: 9 })
  await createHeartbeatKey(people.ada, { monitorId, label: 'FAILURE_KEY', signal: 'fail' })
  await pauseMonitor(people.ada, { monitorId })
  await pauseMonitor(people.ada, { monitorId })
  await resumeMonitor(people.ada, { monitorId })
  await deleteMonitor(people.ada, { monitorId })

  const events = await entries({ targetId: monitorId })
  expect(events.map(({ action }) => action).toReversed()).toEqual([
    'monitor.created',
    'monitor.edited',
    'monitor.paused',
    'monitor.resumed',
    'monitor.deleted',
  ])
  const edited = events.find(({ action }) => action === 'monitor.edited')
  expect(edited).toEqual({
    id: expect.stringMatching(/^aud_/),
    at: expect.any(String),
    actor: { kind: 'user', id: idOf(people.ben), label: 'ben@example.com' },
    action: 'monitor.edited',
    target: { kind: 'monitor', id: monitorId, label: 'etl-2' },
    before: { name: 'etl', graceSeconds: expect.any(Number) },
    after: { name: 'etl-2', graceSeconds: 9 },
    ip: '192.0.2.7',
    userAgent: 'a test',
  } satisfies AuditEventView)
  expect(events[0]).toMatchObject({ before: { name: 'etl-2', graceSeconds: 9 }, after: null })
  expect(events[2]?.target?.label).toBe('etl-2')
  const [key] = await entries({ action: 'heartbeatKey.created' })
  expect(key).toMatchObject({
    target: { kind: 'heartbeatKey', label: 'FAILURE_KEY' },
    after: { monitorId, signal: 'fail' },
  })
})

test('a channel is recorded without its secret and without the hidden part of its URL', async () => {
  const config = { url: 'https://hooks.example.com/services/T0/swordfish' }
  const { id: channelId, secret } = await createChannel(people.ada, { kind: 'webhook', name: 'ops', config })
  await updateChannel(people.ada, { channelId, name: 'on call' })
  await deleteChannel(people.ada, { channelId })
  const events = await entries({ targetId: channelId })
  expect(events.map(({ action }) => action)).toEqual(['channel.deleted', 'channel.edited', 'channel.created'])
  expect(events[1]).toMatchObject({ before: { name: 'ops' }, after: { name: 'on call' } })
  expect(JSON.stringify(events)).toContain('https://hooks.example.com/…fish')
  for (const hidden of ['swordfish', secret!]) expect(JSON.stringify(events)).not.toContain(hidden)
})

test('a replayed delivery is recorded', async () => {
  const config = { to: ['ops@example.com'] }
  const { id: channelId } = await createChannel(people.ada, { kind: 'email', name: 'mail', config })
  const { deliveryId } = await testChannel(people.ada, { channelId })
  await expectRefusal(replayDelivery(people.ada, { deliveryId }), 'conflict')
  expect(await entries({ action: 'delivery.replayed' })).toEqual([])
  await people.prisma.delivery.updateMany({ where: { id: uuidOf(deliveryId) }, data: { state: 'dead' } })
  await replayDelivery(people.ada, { deliveryId })
  expect(await entries({ action: 'delivery.replayed' })).toMatchObject([
    { target: { kind: 'delivery', id: deliveryId, label: 'test to mail' } },
  ])
})

test('refused and failed actions are not recorded', async () => {
  const before = await entries()
  await expectRefusal(updateMonitor(people.ada, { monitorId: 'mon_none', name: 'x' }), 'not_found')
  await expectRefusal(createMonitor(people.vic, { name: 'x', schedule: { type: 'none' } }), 'read_only')
  await expectRefusal(
    createMonitor(people.ada, { name: 'x', schedule: { type: 'none' }, channels: ['chn_none'] }),
    'invalid',
  )
  expect(await entries()).toEqual(before)
})

test('the log is paged, newest first, and filtered by person, kind and time', async () => {
  for (const name of ['one', 'two', 'three']) await make(name)
  const all = await entries()
  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  )
  const paged: AuditEventView[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listAudit(people.ada, { limit: 2, ...(cursor && { cursor }) })
    expect(page.data.length).toBeLessThanOrEqual(2)
    paged.push(...page.data)
    cursor = page.nextCursor
  }
  expect(paged).toEqual(all)
  const bens = await entries({ actorId: idOf(people.ben) })
  expect(bens.map(({ action }) => action)).toEqual(['monitor.edited'])
  const kinds = new Set((await entries({ targetKind: 'channel' })).map(({ target }) => target?.kind))
  expect([...kinds]).toEqual(['channel'])
  const { at } = all[2]!
  expect(await entries({ from: at })).toEqual(all.filter((event) => event.at >= at))
  expect(await entries({ until: at })).toEqual(all.filter((event) => event.at < at))
})

test('only owners and admins see the log, and only their own', async () => {
  await expectRefusal(listAudit(people.ben), 'forbidden')
  await expectRefusal(listAudit(people.vic), 'forbidden')
  await expectRefusal(listAudit(people.reader), 'forbidden')
  await expectRefusal(listAudit(people.ada, { action: 'no.such' as never }), 'invalid', 'action')
  expect((await listAudit(people.cleo)).data).toEqual([])
})

test('what is said of before and after has ids as they are outside, and no uuid', async () => {
  const { id: channelId } = await createChannel(people.ada, {
    kind: 'email',
    name: 'm',
    config: { to: ['a@b.example'] },
  })
  const { id: monitorId, keys } = await createMonitor(people.ada, {
    ...{ name: 'with a channel', schedule: { type: 'none' }, channels: [channelId] },
  })
  await rotateHeartbeatKey(people.ada, { monitorId, keyId: keys[0]!.id, overlapSeconds: 60 })
  await updateMonitor(people.ada, { monitorId, channels: [] })
  await updateMonitor(people.ada, { monitorId, channels: [channelId] })
  await deleteMonitor(people.ada, { monitorId })
  const { id: keyId } = await createApiKey(people.ada, { name: 'ci', access: 'read' })
  await rotateApiKey(people.ada, { keyId, overlapSeconds: 60 })
  const events = await entries({ limit: 200 })
  const said = new Map(
    events.toReversed().map(({ action, before, after }) => [action, JSON.stringify([before, after])]),
  )
  expect(said.get('heartbeatKey.rotated')).toContain(keys[0]!.id)
  expect(said.get('apiKey.rotated')).toContain(keyId)
  expect(said.get('monitor.deleted')).toContain(channelId)
  for (const [action, text] of said) expect(text, action).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/)
})
