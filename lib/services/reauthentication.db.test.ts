import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createChannel } from './channels/create-channel'
import { rotateSecret } from './channels/rotate-secret'
import { updateChannel } from './channels/update-channel'
import type { ServiceContext } from './context'
import { createHeartbeatKey } from './keys/create-heartbeat-key'
import { createMonitor } from './monitors/create-monitor'
import { updateMonitor } from './monitors/update-monitor'
import { createPeople, type People } from './testing/people'
import { expectRefusal } from './testing/refusals'
import { updateWorkspace } from './workspaces/update-workspace'

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

/** Ada, whose reauthentication is too old. */
function longAgo(): ServiceContext {
  const { ada } = people
  if (ada.actor.kind !== 'user') throw new Error('Ada is a person.')
  return { ...ada, actor: { ...ada.actor, provedAt: new Date(ada.now.getTime() - 16 * 60_000) } }
}

const key = (change: { access?: 'write' | 'provision'; family?: string | null }): ServiceContext => ({
  ...people.ada,
  actor: { kind: 'apiKey', keyId: testId('key_x'), access: 'write', family: null, label: 'ci', ...change },
})

const job = { schedule: { type: 'none' } }
const hook = (url: string) => ({ kind: 'webhook', name: 'ops', config: { url } })

test('a change of the target of alerts requires a reauthentication; a change of the name does not', async () => {
  const { id: channelId } = await createChannel(people.ada, hook('https://example.com/a'))
  const mail = await createChannel(people.ada, {
    ...{ kind: 'email', name: 'mail', config: { to: ['a@example.com', 'b@example.com'] } },
  })
  const stale = longAgo()
  await expectRefusal(updateChannel(stale, { channelId, config: { url: 'https://evil.example' } }), 'proof_needed')
  await expectRefusal(
    updateChannel(stale, { channelId: mail.id, config: { to: ['a@example.com', 'eve@evil.example'] } }),
    'proof_needed',
  )
  await expectRefusal(rotateSecret(stale, { channelId, overlapSeconds: 0 }), 'proof_needed')
  expect(await updateChannel(stale, { channelId, name: 'pager' })).toMatchObject({ name: 'pager' })
  expect(await updateChannel(stale, { channelId: mail.id, config: { to: ['A@example.com'] } })).toMatchObject({
    config: { to: ['A@example.com'] },
  })
  await updateChannel(people.ada, { channelId, config: { url: 'https://example.com/b' } })
})

test('removing a protection requires a reauthentication; adding one does not', async () => {
  const stale = longAgo()
  const { id: monitorId } = await createMonitor(people.ada, { ...job, name: 'guarded' })
  await updateMonitor(stale, { monitorId, postOnly: true, allowedAddresses: ['10.0.0.0/8', '192.0.2.7/32'] })
  await expectRefusal(updateMonitor(stale, { monitorId, postOnly: false }), 'proof_needed')
  await expectRefusal(updateMonitor(stale, { monitorId, allowedAddresses: [] }), 'proof_needed')
  await expectRefusal(updateMonitor(stale, { monitorId, allowedAddresses: ['0.0.0.0/0'] }), 'proof_needed')
  await updateMonitor(stale, { monitorId, allowedAddresses: ['10.0.0.0/8'], graceSeconds: 7 })
  await expectRefusal(createHeartbeatKey(stale, { monitorId, label: 'x', signal: 'fail' }), 'proof_needed')
  await expectRefusal(updateWorkspace(stale, { requireSecondFactor: false }), 'proof_needed')
  expect(await updateWorkspace(stale, { name: 'Analytical Engines' })).toMatchObject({ name: 'Analytical Engines' })
  await updateMonitor(key({}), { monitorId, postOnly: false })
})

test('a key for one family attaches the channels of that family and the default channel, and sees no others', async () => {
  const [used, other, usual] = [
    await createChannel(people.ada, hook('https://example.com/used')),
    await createChannel(people.ada, hook('https://example.com/other')),
    await createChannel(people.ada, hook('https://example.com/usual')),
  ]
  await updateWorkspace(people.ada, { defaultChannelId: usual.id })
  await createMonitor(people.ada, { ...job, name: 'first', family: 'etl', channels: [used.id] })
  await createMonitor(people.ada, { ...job, name: 'else', family: 'web', channels: [other.id] })
  const etl = key({ family: 'etl' })
  const made = await createMonitor(etl, { ...job, name: 'second', channels: [used.id, usual.id] })
  expect(made.channels.sort()).toEqual([used.id, usual.id].sort())
  await expectRefusal(createMonitor(etl, { ...job, name: 'third', channels: [other.id] }), 'invalid', 'channels')
  await expectRefusal(updateMonitor(etl, { monitorId: made.id, channels: [other.id] }), 'invalid', 'channels')
  const provision = key({ access: 'provision' })
  expect(await createMonitor(provision, { ...job, name: 'fourth' })).toMatchObject({ channels: [usual.id] })
  await expectRefusal(createMonitor(provision, { ...job, name: 'fifth', channels: [used.id] }), 'invalid', 'channels')
  expect(await updateMonitor(key({}), { monitorId: made.id, channels: [other.id] })).toMatchObject({
    channels: [other.id],
  })
})
