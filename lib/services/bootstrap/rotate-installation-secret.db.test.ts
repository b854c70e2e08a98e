import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppError } from '@/lib/base/errors'
import { createKeyring } from '@/lib/base/secrets'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createPool } from '@/lib/db/pool'
import { ENCRYPTED_COLUMNS } from '@/lib/db/queries/encrypted-rows'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createApiKey } from '../api-keys/create-api-key'
import { authenticateApiKey } from '../auth/authenticate-api-key'
import { createChannel } from '../channels/create-channel'
import { getChannel } from '../channels/get-channel'
import { rotateSecret } from '../channels/rotate-secret'
import { Ingest } from '../ingest/ingest'
import { listHeartbeatKeys } from '../keys/list-heartbeat-keys'
import { createMonitor } from '../monitors/create-monitor'
import { createPeople, type People, TEST_BASE_URL, TEST_NOW, TEST_SECRET } from '../testing/people'
import { bootstrap } from './bootstrap'
import { rotateInstallationSecret } from './rotate-installation-secret'

const NEW_SECRET = 'another secret that takes the place of the first'
const ring = createKeyring({ current: NEW_SECRET, old: [TEST_SECRET], hash: TEST_SECRET })
const afterwards = createKeyring({ current: NEW_SECRET, hash: TEST_SECRET })

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

const rotateIn = async (batch = 2) => {
  const done = await rotateInstallationSecret(database.pool, ring, { batch })
  return Object.fromEntries(done.map(({ table, reencrypted, unopened }) => [table, { reencrypted, unopened }]))
}

test('everything is encrypted with the new secret, keys are still recognised, and nothing needs the old secret any more', async () => {
  const { ada } = people
  const { token } = await createApiKey(ada, { name: 'old', access: 'write' })
  const monitors = []
  for (let i = 0; i < 5; i++) monitors.push(await createMonitor(ada, { name: `m${i}`, schedule: { type: 'none' } }))
  const channel = await createChannel(ada, { kind: 'webhook', name: 'w', config: { url: 'https://example.com/#x' } })
  const { secret } = await rotateSecret(ada, { channelId: channel.id })
  const user = ada.actor.kind === 'user' ? ada.actor.userId : ''
  const totp = new Uint8Array(ada.keyring.encrypt('JBSWY3DPEHPK3PXP', `totp:${user}`))
  await people.prisma.totpFactor.create({ data: { userId: user, ciphertext: totp } })

  // Written while the keyring has both secrets, so it is encrypted with the new one.
  const young = await createMonitor({ ...ada, keyring: ring }, { name: 'young', schedule: { type: 'none' } })
  expect(await rotateIn()).toEqual({
    'heartbeat_key.ciphertext': { reencrypted: 5, unopened: [] },
    'channel.ciphertext': { reencrypted: 1, unopened: [] },
    'channel.old_ciphertext': { reencrypted: 1, unopened: [] },
    'channel.secret_ciphertext': { reencrypted: 1, unopened: [] },
    'totp_factor.ciphertext': { reencrypted: 1, unopened: [] },
  })
  const again = await rotateIn()
  for (const one of Object.values(again)) expect(one).toEqual({ reencrypted: 0, unopened: [] })

  const later = { ...ada, keyring: afterwards }
  for (const { id: monitorId, heartbeatUrl } of [...monitors, young]) {
    expect((await listHeartbeatKeys(later, { monitorId })).data[0]!.url).toBe(heartbeatUrl)
  }
  const stored = await people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(channel.id) } })
  const context = ada.workspaceId + stored.id
  expect(afterwards.decrypt(stored.ciphertext!, context)).toBe(secret)
  expect(afterwards.decrypt(stored.oldCiphertext!, context)).toBe(channel.secret)
  expect((await getChannel(later, { channelId: channel.id })).config).toEqual({ url: 'https://example.com/#x' })
  const factor = await people.prisma.totpFactor.findUniqueOrThrow({ where: { userId: user } })
  expect(afterwards.decrypt(factor.ciphertext, `totp:${user}`)).toBe('JBSWY3DPEHPK3PXP')
  expect(await authenticateApiKey(people.web, afterwards, { token, now: TEST_NOW })).toMatchObject({ name: 'old' })
  expect(await beatsWith(monitors[0]!.heartbeatUrl)).toBe('counted')
})

/** Sends a beat to an ingest process that was started with the new secrets. */
async function beatsWith(url: string) {
  const pool = createPool(database.url, {
    name: 'ingest',
    role: 'ingest',
    max: 2,
    statementTimeoutMs: 3_000,
    byIndex: true,
  })
  const ingest = new Ingest({
    ...{
      pool,
      tickPool: pool,
      sidePool: pool,
      databaseUrl: database.url,
      keyring: afterwards,
      node: 'new',
      beatsPerSecond: 0,
      minRecoveryMs: 60_000,
    },
    log: { debug() {}, info() {}, warn() {}, error() {} } as never,
  })
  await ingest.start()
  const request = { path: null, query: '', contentType: '', body: Buffer.alloc(0), bodyTruncated: false }
  const call = { ...request, idempotencyHeader: null, traceparent: null }
  const { kind } = await ingest.record(url.split('/').at(-1)!, call, { method: 'GET', agent: null, ip: null })
  await ingest.stop()
  await pool.end()
  return kind
}

test('keys that are created and replaced meanwhile are neither lost nor overwritten', async () => {
  const { id: monitorId } = await createMonitor(people.ada, { name: 'busy', schedule: { type: 'none' } })
  const { id: channelId } = await createChannel(people.ada, {
    ...{ kind: 'webhook', name: 'busy', config: { url: 'https://example.com' } },
  })
  const ctx = { ...people.ada, keyring: ring }
  const rotate = () => rotateSecret(ctx, { channelId, overlapSeconds: 60 })
  // If the other request was first, this one gets a conflict and tries again.
  const rotated = rotate().catch((error: AppError) => (error.code === 'conflict' ? rotate() : Promise.reject(error)))
  const [, { secret }] = await Promise.all([rotateIn(1), rotated])
  await rotateIn()
  const stored = await people.prisma.channel.findFirstOrThrow({ where: { id: uuidOf(channelId) } })
  expect(afterwards.decrypt(stored.ciphertext!, ctx.workspaceId + stored.id)).toBe(secret)
  expect(afterwards.decrypt(stored.oldCiphertext!, ctx.workspaceId + stored.id)).toMatch(/^whsec_/)
  expect((await listHeartbeatKeys({ ...ctx, keyring: afterwards }, { monitorId })).data).toHaveLength(1)
})

test('what no secret can decrypt is reported and not changed', async () => {
  const { id } = await createMonitor(people.ada, { name: 'broken', schedule: { type: 'none' } })
  const monitorId = uuidOf(id)
  const other = createKeyring('a secret that is lost and nobody has')
  const encrypted = other.encrypt('x', people.ada.workspaceId + monitorId)
  const { rows } = await database.pool.query(
    'UPDATE heartbeat_key SET ciphertext = $2 WHERE monitor_id = $1 RETURNING id',
    [monitorId, encrypted],
  )
  expect((await rotateIn())['heartbeat_key.ciphertext']).toEqual({
    reencrypted: 0,
    unopened: [toPublicId('hbk', rows[0].id)],
  })
  const after = await database.pool.query('SELECT ciphertext FROM heartbeat_key WHERE monitor_id = $1', [monitorId])
  expect(after.rows[0].ciphertext).toEqual(encrypted)
  await database.pool.query('DELETE FROM heartbeat_key WHERE monitor_id = $1', [monitorId])

  const channel = await createChannel(
    { ...people.ada, keyring: other },
    { kind: 'webhook', name: 'broken', config: { url: 'https://example.com/broken' } },
  )
  const user = people.cleo.actor.kind === 'user' ? people.cleo.actor.userId : ''
  await people.prisma.totpFactor.create({ data: { userId: user, ciphertext: new Uint8Array(encrypted) } })
  const left = await rotateIn()
  expect(left['channel.ciphertext']?.unopened).toEqual([channel.id])
  expect(left['totp_factor.ciphertext']?.unopened).toEqual([toPublicId('usr', user)])
  await people.prisma.channel.deleteMany({ where: { id: uuidOf(channel.id) } })
  await people.prisma.totpFactor.deleteMany({ where: { userId: user } })
})

test('a start reports what no secret can decrypt, and continues', async () => {
  const lost = createKeyring('a secret that is lost and nobody has')
  const start = async () => {
    const secret = { current: NEW_SECRET, old: [TEST_SECRET], hash: TEST_SECRET }
    const options = { now: new Date(), ownerEmail: 'ada@example.com', apiKey: null, baseUrl: TEST_BASE_URL, secret }
    return (await bootstrap(database.pool, options)).unopened
  }
  expect(await start()).toEqual([])
  const channel = await createChannel(
    { ...people.ada, keyring: lost },
    { kind: 'webhook', name: 'lost', config: { url: 'https://example.com/lost' } },
  )
  expect(await start()).toEqual([
    { column: 'channel.ciphertext', count: 1 },
    { column: 'channel.secret_ciphertext', count: 1 },
  ])
  await people.prisma.channel.deleteMany({ where: { id: uuidOf(channel.id) } })
})

test('every column that can hold encrypted values is in the list', async () => {
  const { rows } = await database.pool.query(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name LIKE '%ciphertext%' ORDER BY 1`,
  )
  expect(rows.map(({ name }) => name)).toEqual(
    ENCRYPTED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(),
  )
})

test('a start without the hash secret says which one is missing', async () => {
  const start = (secret: Parameters<typeof createKeyring>[0]) =>
    bootstrap(database.pool, {
      ...{ now: new Date(), ownerEmail: 'ada@example.com', apiKey: null, baseUrl: TEST_BASE_URL, secret },
    })
  await expect(start({ current: NEW_SECRET })).rejects.toThrow('LUBDUB_HASH_SECRET is not the one')
  await expect(start({ current: TEST_SECRET })).rejects.toThrow('LUBDUB_SECRET is not the one')
  await expect(start({ current: NEW_SECRET, hash: TEST_SECRET })).resolves.toBeTruthy()
})
