import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createMonitor } from '../monitors/create-monitor'
import { getMonitor } from '../monitors/get-monitor'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createChannel } from './create-channel'
import { deleteChannel } from './delete-channel'
import { getChannel } from './get-channel'
import { lackingKinds } from './lacking-kinds'
import { listChannels } from './list-channels'
import { listFailingChannels } from './list-failing-channels'
import { rotateSecret } from './rotate-secret'
import { testChannel } from './test-channel'
import { updateChannel } from './update-channel'

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

const webhook = { kind: 'webhook', name: 'ops', config: { url: 'https://example.com/hooks' } }
const email = { kind: 'email', name: 'on call', config: { to: ['ada@example.com', 'ben@example.com'] } }

test('a webhook shows its secret once, and the stored one can be decrypted only for its channel', async () => {
  const { secret, ...channel } = await createChannel(people.ada, webhook)
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(await getChannel(people.ben, { channelId: channel.id })).toEqual(channel)

  const { ciphertext } = await people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(channel.id) } })
  const { keyring, workspaceId } = people.ada
  expect(keyring.decrypt(ciphertext!, workspaceId + uuidOf(channel.id))).toBe(secret)
  expect(() => keyring.decrypt(ciphertext!, people.cleo.workspaceId + uuidOf(channel.id))).toThrow()
})

test('an e-mail channel has no secret', async () => {
  expect(await createChannel(people.ada, email)).not.toHaveProperty('secret')
})

test('an edit changes the given fields and keeps the kind', async () => {
  const { id: channelId } = await createChannel(people.ada, email)
  expect(await updateChannel(people.ben, { channelId, name: 'nights' })).toMatchObject({ ...email, name: 'nights' })
  const config = { to: ['ben@example.com'] }
  expect(await updateChannel(people.ben, { channelId, config })).toMatchObject({ name: 'nights', config })
  await expectRefusal(updateChannel(people.ada, { channelId, config: webhook.config }), 'invalid', 'config.to')
  await expectRefusal(updateChannel(people.ada, { channelId, kind: 'webhook' }), 'invalid', 'kind')
})

test('a test is one pending delivery of the channel', async () => {
  const { id: channelId } = await createChannel(people.ada, webhook)
  const { deliveryId } = await testChannel(people.ada, { channelId })
  const { rows } = await database.pool.query('select channel_id, type, event_key, state from delivery where id = $1', [
    uuidOf(deliveryId),
  ])
  const eventKey = `test:${uuidOf(deliveryId)}`
  expect(rows).toEqual([{ channel_id: uuidOf(channelId), type: 'test', event_key: eventKey, state: 'pending' }])
})

test('a deleted channel is removed from its monitors, and its pending deliveries are not sent', async () => {
  const { id: channelId } = await createChannel(people.ada, webhook)
  const schedule = { type: 'none' }
  const { id: monitorId } = await createMonitor(people.ada, {
    name: 'nightly',
    schedule,
    channels: [channelId, channelId],
  })
  expect((await getMonitor(people.ada, { monitorId })).channels).toEqual([channelId])
  await testChannel(people.ada, { channelId })

  await deleteChannel(people.ada, { channelId })
  expect((await getMonitor(people.ada, { monitorId })).channels).toEqual([])
  const { rows } = await database.pool.query('select 1 from delivery where channel_id = $1', [uuidOf(channelId)])
  expect(rows).toEqual([])
  await expectRefusal(deleteChannel(people.ada, { channelId }), 'not_found')
})

test('people of another workspace cannot reach a channel', async () => {
  const { id: channelId } = await createChannel(people.ada, webhook)
  await expectRefusal(getChannel(people.cleo, { channelId }), 'not_found')
  await expectRefusal(updateChannel(people.cleo, { channelId, name: 'mine' }), 'not_found')
  await expectRefusal(testChannel(people.cleo, { channelId }), 'not_found')
  await expectRefusal(deleteChannel(people.cleo, { channelId }), 'not_found')
  expect((await listChannels(people.cleo)).data).toEqual([])
  expect((await getChannel(people.ada, { channelId })).name).toBe('ops')
})

test('a read-only key changes no channel', async () => {
  const { id: channelId } = await createChannel(people.ada, webhook)
  await expectRefusal(createChannel(people.reader, webhook), 'read_only')
  await expectRefusal(updateChannel(people.reader, { channelId, name: 'mine' }), 'read_only')
  await expectRefusal(testChannel(people.reader, { channelId }), 'read_only')
  await expectRefusal(deleteChannel(people.reader, { channelId }), 'read_only')
  expect((await getChannel(people.reader, { channelId })).name).toBe('ops')
})

const hook = { kind: 'webhook', name: 'rotated', config: { url: 'https://example.com/hook' } } as const
const rowOf = (id: string) => people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(id) } })

test('a webhook gets a new secret, shown once, and the old one is kept for the overlap', async () => {
  const { secret: old, ...channel } = await createChannel(people.ada, hook)
  const { secret, oldSecretUntil } = await rotateSecret(people.ben, { channelId: channel.id, overlapSeconds: 3600 })
  expect(secret).toMatch(/^whsec_/)
  expect(secret).not.toBe(old)
  expect(oldSecretUntil).toBe(new Date(people.ada.now.getTime() + 3_600_000).toISOString())
  const { keyring, workspaceId } = people.ada
  const { ciphertext, oldCiphertext } = await rowOf(channel.id)
  expect(keyring.decrypt(ciphertext!, workspaceId + uuidOf(channel.id))).toBe(secret)
  expect(keyring.decrypt(oldCiphertext!, workspaceId + uuidOf(channel.id))).toBe(old)
  expect(JSON.stringify(await getChannel(people.ada, { channelId: channel.id }))).not.toContain('whsec_')

  await rotateSecret(people.ada, { channelId: channel.id, overlapSeconds: 0 })
  expect(await rowOf(channel.id)).toMatchObject({ oldCiphertext: null, oldSecretUntil: null })
})

test('of two requests that replace a secret at the same time, one gets a conflict', async () => {
  const { id: channelId } = await createChannel(people.ada, hook)
  const results = await Promise.allSettled([
    rotateSecret(people.ada, { channelId }),
    rotateSecret(people.ben, { channelId }),
  ])
  const secrets = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.secret] : []))
  const { ciphertext, oldCiphertext } = await rowOf(channelId)
  const { keyring, workspaceId } = people.ada
  const kept = [ciphertext!, oldCiphertext!].map((one) => keyring.decrypt(one, workspaceId + uuidOf(channelId)))
  for (const secret of secrets) expect(kept).toContain(secret)
})

test('others cannot replace a secret, and an e-mail channel has none', async () => {
  const { id: channelId } = await createChannel(people.ada, hook)
  await expectRefusal(rotateSecret(people.cleo, { channelId }), 'not_found')
  await expectRefusal(rotateSecret(people.vic, { channelId }), 'read_only')
  await expectRefusal(rotateSecret(people.reader, { channelId }), 'read_only')
  await expectRefusal(rotateSecret(people.ada, { channelId, overlapSeconds: -1 }), 'invalid', 'overlapSeconds')
  const mail = await createChannel(people.ada, { kind: 'email', name: 'm', config: { to: ['ada@example.com'] } })
  await expectRefusal(rotateSecret(people.ada, { channelId: mail.id }), 'conflict')
})

test('failing channels are listed with the start of the failure; without a mail server, all mail channels', async () => {
  const { id } = await createChannel(people.cleo, webhook)
  const mail = await createChannel(people.cleo, email)
  expect(await listFailingChannels(people.cleo, { lacking: [] })).toEqual([])
  const since = new Date('2026-11-22T10:02:00.000Z')
  const withoutMail = lackingKinds({ smtpUrl: null })
  expect(withoutMail.map(({ kind }) => kind)).toContain('email')
  await people.prisma.channel.updateMany({
    where: { id: uuidOf(id) },
    data: { failingSince: since, lastError: 'Answered 500.' },
  })
  expect(await listFailingChannels(people.cleo, { lacking: [] })).toMatchObject([
    { id, failingSince: since.toISOString(), lastError: 'Answered 500.' },
  ])
  const all = await listFailingChannels(people.cleo, { lacking: withoutMail })
  expect(all.map((channel) => channel.id)).toEqual([id, mail.id])
  expect((await listFailingChannels(people.ada, { lacking: [] })).map((channel) => channel.id)).not.toContain(id)
})
