import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createKeyring } from '@/lib/base/secrets'
import { testId } from '@/lib/base/testing/test-id'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../audit/list-audit'
import { encryptStoredUrls } from '../bootstrap/encrypt-stored-urls'
import type { ServiceContext } from '../context'
import { listDeliveries } from '../deliveries/list-deliveries'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { openConfig } from './channel-config'
import { createChannel } from './create-channel'
import { deleteChannel } from './delete-channel'
import { getChannel } from './get-channel'
import { listChannels } from './list-channels'
import { rotateSecret } from './rotate-secret'
import { testChannel } from './test-channel'
import { updateChannel } from './update-channel'

const TOKEN = 'swordfish'
const url = `https://hooks.example.com/services/T0/${TOKEN}/x-a1b2?key=${TOKEN}#${TOKEN}`
const shown = 'https://hooks.example.com/…a1b2'

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

let id: string
beforeEach(async () => {
  id = (await createChannel(people.ada, { kind: 'webhook', name: 'ops', config: { url } })).id
})

/** The row as a dump of the database contains it, with its bytes also read as text. */
async function rawRow(channelId: string): Promise<string> {
  const { rows } = await database.pool.query(
    `SELECT c::text || encode(coalesce(secret_ciphertext, ''), 'escape') || encode(ciphertext, 'escape') AS raw FROM channel c WHERE id = $1`,
    [uuidOf(channelId)],
  )
  return rows[0].raw
}

test('the stored row contains no part of the token', async () => {
  expect(await rawRow(id)).toContain(shown)
  expect(await rawRow(id)).not.toContain(TOKEN)
  await updateChannel(people.ben, { channelId: id, config: { url: `${url}2` } })
  expect(await rawRow(id)).not.toContain(TOKEN)
})

test('people who may change a channel see the whole URL, all others the masked one', async () => {
  const seenBy = async (ctx: ServiceContext) => {
    const [one, { data }] = await Promise.all([getChannel(ctx, { channelId: id }), listChannels(ctx, { limit: 200 })])
    return [one.config, data.find((channel) => channel.id === id)?.config]
  }
  const { workspaceId, ...ada } = people.ada
  const writer = { kind: 'apiKey', keyId: testId('key_w'), access: 'write', family: null, label: 'w' } as const
  for (const ctx of [people.ada, people.ben, { ...ada, workspaceId, actor: writer }]) {
    expect(await seenBy(ctx)).toEqual([{ url }, { url }])
  }
  for (const ctx of [people.vic, people.reader]) expect(await seenBy(ctx)).toEqual([{ url: shown }, { url: shown }])
  for (const family of ['etl', null]) {
    const key = { ...writer, access: family ? ('write' as const) : ('provision' as const), family }
    await expectRefusal(getChannel({ ...ada, workspaceId, actor: key }, { channelId: id }), 'forbidden')
  }
  await expectRefusal(getChannel(people.cleo, { channelId: id }), 'not_found')
})

test('the audit log and the delivery log contain only the masked URL', async () => {
  await testChannel(people.ada, { channelId: id })
  await updateChannel(people.ada, { channelId: id, config: { url: url.replace('services', 'other') } })
  await rotateSecret(people.ada, { channelId: id })
  const deliveries = JSON.stringify(await listDeliveries(people.ada, { channelId: id }))
  await deleteChannel(people.ada, { channelId: id })
  const { data } = await listAudit(people.ada, { targetId: id })
  const edited = data.find(({ action }) => action === 'channel.edited')
  expect(edited).toMatchObject({ before: {}, after: { 'config.url': 'replaced' } })
  const { rows } = await database.pool.query('SELECT a::text AS raw FROM audit_event a WHERE target_id = $1', [
    uuidOf(id),
  ])
  const audit = JSON.stringify([data, rows])
  expect(audit).toContain(shown)
  for (const text of [audit, deliveries]) expect(text).not.toContain(TOKEN)
})

test('an edit of the name does not change the URL, and a masked URL is refused', async () => {
  expect(await updateChannel(people.ada, { channelId: id, name: 'nights' })).toMatchObject({
    name: 'nights',
    config: { url },
  })
  await expectRefusal(updateChannel(people.ada, { channelId: id, config: { url: shown } }), 'invalid', 'config.url')
  expect((await getChannel(people.ada, { channelId: id })).config).toEqual({ url })
})

test('a value that was encrypted for another channel, workspace or purpose cannot be decrypted here', async () => {
  const { workspaceId, keyring } = people.ada
  const stored = (channelId: string) => people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(channelId) } })
  const { id: other } = await createChannel(people.ada, { kind: 'webhook', name: 'other', config: { url } })
  const { id: cleos } = await createChannel(people.cleo, { kind: 'webhook', name: 'cleo', config: { url } })
  const mine = await stored(id)
  const here = { workspaceId, channelId: mine.id, kind: mine.kind, config: mine.config }
  expect(openConfig(keyring, { ...here, secretCiphertext: mine.secretCiphertext })).toEqual({ url })
  for (const foreign of [
    (await stored(other)).secretCiphertext,
    (await stored(cleos)).secretCiphertext,
    mine.ciphertext,
  ]) {
    expect(() => openConfig(keyring, { ...here, secretCiphertext: foreign })).toThrow('for another owner')
  }
  expect(() =>
    openConfig(keyring, { ...here, workspaceId: people.cleo.workspaceId, secretCiphertext: mine.secretCiphertext }),
  ).toThrow()

  // The foreign value is stored in this row: the page still opens, and shows the public form.
  await people.prisma.channel.updateMany({
    where: { id: mine.id },
    data: { secretCiphertext: (await stored(cleos)).secretCiphertext },
  })
  expect((await getChannel(people.ada, { channelId: id })).config).toEqual({ url: shown })
})

test('a URL that an earlier version has stored is encrypted at the next start, once', async () => {
  const old = async () =>
    database.pool.query(`UPDATE channel SET config = $2, secret_ciphertext = NULL WHERE id = $1`, [uuidOf(id), { url }])
  const storedNow = async () =>
    (await people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(id) } })).secretCiphertext
  await old()
  expect(await rawRow(id)).toContain(TOKEN)
  expect((await getChannel(people.vic, { channelId: id })).config).toEqual({ url: shown })
  expect((await getChannel(people.ada, { channelId: id })).config).toEqual({ url })
  const { id: mail } = await createChannel(people.ada, {
    kind: 'email',
    name: 'm',
    config: { to: ['ada@example.com'] },
  })

  await Promise.all([1, 2].map(() => encryptStoredUrls(database.pool, people.ada.keyring)))
  const encrypted = await storedNow()
  expect(await rawRow(id)).not.toContain(TOKEN)
  expect((await getChannel(people.ada, { channelId: id })).config).toEqual({ url })
  expect((await getChannel(people.ada, { channelId: mail })).config).toEqual({ to: ['ada@example.com'] })

  await encryptStoredUrls(database.pool, createKeyring('another secret that encrypts nothing of this'))
  expect(await storedNow()).toEqual(encrypted)
})
