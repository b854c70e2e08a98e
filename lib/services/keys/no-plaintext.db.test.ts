import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSecret } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createApiKey } from '../api-keys/create-api-key'
import { rotateApiKey } from '../api-keys/rotate-api-key'
import { authenticateApiKey } from '../auth/authenticate-api-key'
import { mintSignInLink } from '../bootstrap/mint-sign-in-link'
import { createChannel } from '../channels/create-channel'
import { rotateSecret } from '../channels/rotate-secret'
import { testChannel } from '../channels/test-channel'
import { updateChannel } from '../channels/update-channel'
import { Ingest } from '../ingest/ingest'
import { createMonitor } from '../monitors/create-monitor'
import { updateMonitor } from '../monitors/update-monitor'
import { createPeople, type People, TEST_BASE_URL, TEST_NOW, TEST_SECRET } from '../testing/people'
import { createHeartbeatKey } from './create-heartbeat-key'
import { disableHeartbeatKey } from './disable-heartbeat-key'
import { rotateHeartbeatKey } from './rotate-heartbeat-key'

let database: TestDatabase
let people: People
/** Every secret that was ever shown. */
let secrets: string[]
const logged: string[] = []
const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })

const keyOf = (url: string) => url.split('/').at(-1)!

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { ada } = people
  const apiKeys = []
  for (const access of ['read', 'write', 'provision'] as const) {
    const key = await createApiKey(ada, { name: `${access} all`, access })
    apiKeys.push(key, await rotateApiKey(ada, { keyId: key.id }))
  }
  const channel = await createChannel(ada, {
    ...{ kind: 'webhook', name: 'ops', config: { url: 'https://example.com/services/T0P53CR3T' } },
  })
  const { secret } = await rotateSecret(ada, { channelId: channel.id })
  await updateChannel(ada, { channelId: channel.id, name: 'renamed' })
  await testChannel(ada, { channelId: channel.id })
  const monitor = await createMonitor(ada, { name: 'job', schedule: { type: 'none' }, channels: [channel.id] })
  const monitorId = monitor.id
  const purpose = await createHeartbeatKey(ada, { monitorId, label: 'done', signal: 'success' })
  const next = await rotateHeartbeatKey(ada, { monitorId, keyId: monitor.keys[0]!.id })
  await disableHeartbeatKey(ada, { monitorId, keyId: purpose.id })
  await updateMonitor(ada, { monitorId, postOnly: true, allowedAddresses: ['10.0.0.0/8'] })
  const link = await mintSignInLink(database.pool, { email: null, baseUrl: TEST_BASE_URL, secret: TEST_SECRET })
  secrets = [
    ...apiKeys.map(({ token }) => token),
    ...[channel.secret!, secret!],
    ...[monitor.heartbeatUrl, purpose.url, next.url].map(keyOf),
    link!.split('token=')[1]!,
    ...[TEST_SECRET, people.tokens.read, people.tokens.write],
  ]
  await sendBeats([monitor.heartbeatUrl, purpose.url, next.url].map(keyOf))
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

/**
 * Beats that count, that are refused, that cannot be stored, and that come while the database is
 * not reachable.
 */
async function sendBeats(keys: string[]) {
  const pool = createPool(database.url, { name: 'i', role: 'ingest', max: 2, statementTimeoutMs: 3_000, byIndex: true })
  const tickPool = createPool(database.url, { name: 't', role: 'ingest', max: 2, statementTimeoutMs: 3_000 })
  const ingest = new Ingest({
    ...{
      pool,
      tickPool,
      sidePool: tickPool,
      databaseUrl: database.url,
      keyring: people.ada.keyring,
      log,
      node: 'n',
      beatsPerSecond: 0,
      minRecoveryMs: 60_000,
    },
  })
  await ingest.start()
  const request = { path: null, query: '', contentType: 'text/plain', bodyTruncated: false }
  const beat = (key: string, ip: string, method = 'POST') =>
    ingest.record(
      key,
      { ...request, body: Buffer.from('output of a job'), idempotencyHeader: null, traceparent: null },
      { method, agent: 'curl', ip },
    )
  for (const key of keys) {
    await beat(key, '10.0.0.1')
    await beat(key, '10.0.0.1', 'GET')
    await beat(key, '203.0.113.9')
  }
  await database.pool.query(`ALTER TABLE beat ADD CONSTRAINT no_more CHECK (output <> 'output of a job') NOT VALID`)
  for (const key of keys) await beat(key, '10.0.0.1')
  await database.pool.query('ALTER TABLE beat DROP CONSTRAINT no_more')
  await database.pool.query('ALTER TABLE beat RENAME TO beat_gone')
  for (const key of keys) await beat(key, '10.0.0.1')
  await database.pool.query('ALTER TABLE beat_gone RENAME TO beat')
  await ingest.stop()
  await Promise.all([pool.end(), tickPool.end()])
}

/**
 * The parts of a secret that must be nowhere: all of it except its prefix, as text and as
 * PostgreSQL prints bytes.
 */
function tracesOf(secret: string): string[] {
  const rest = secret.replace(/^[a-z]+_/, '')
  const half = rest.slice(4, Math.max(20, rest.length / 2))
  return [half, Buffer.from(half).toString('hex'), Buffer.from(half).toString('base64').replace(/=+$/, '').slice(1, -1)]
}

test('no table contains a key or a secret in plain text', async () => {
  const { rows: tables } = await database.pool.query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  )
  expect(tables.length).toBeGreaterThan(25)
  const found: string[] = []
  let seen = 0
  for (const { name } of tables) {
    const { rows } = await database.pool.query(`SELECT t::text AS row FROM ${name} t`)
    seen += rows.length
    for (const { row } of rows)
      for (const secret of secrets)
        if (tracesOf(secret).some((trace) => row.includes(trace))) found.push(`${name}: ${secret.slice(0, 8)}`)
  }
  expect(seen).toBeGreaterThan(50)
  expect(found).toEqual([])
})

test('the search finds a secret that is stored', async () => {
  const planted = newSecret('ldw')
  expect(tracesOf(planted).some((trace) => `(a,${planted},b)`.includes(trace))).toBe(true)
  const { rows } = await database.pool.query(`SELECT (convert_to($1, 'UTF8'), 1)::text AS row`, [planted])
  expect(tracesOf(planted).some((trace) => rows[0].row.includes(trace))).toBe(true)
})

test('no log contains a key, after any error, and the audit log does not contain the path of a webhook', async () => {
  // A lasting fault is logged with one line at its start.
  expect(logged.length).toBeGreaterThan(2)
  expect(logged.join('')).toMatch(/could not be stored|not committed/)
  for (const secret of secrets) for (const trace of tracesOf(secret)) expect(logged.join('')).not.toContain(trace)
  const { rows } = await database.pool.query('SELECT coalesce(before, after)::text AS told FROM audit_event')
  expect(rows.map(({ told }) => told).join('')).not.toContain('T0P53CR3T')
})

test('no error contains a key', async () => {
  const { ada, web } = people
  const told: string[] = []
  const tell = (error: unknown) => told.push(JSON.stringify(error, Object.getOwnPropertyNames(error)))
  const token = secrets[0]!
  // The same key again: the error of the database about it.
  const { hash, prefix } = await people.prisma.apiKey.findFirstOrThrow({ where: { access: 'read' } })
  const { workspaceId } = ada
  const data = { workspaceId, id: 'key_again', name: 'again', access: 'read', hash, prefix }
  await people.prisma.apiKey.create({ data }).catch(tell)
  const closed = { ...web, prisma: { $queryRaw: () => Promise.reject(new Error('away')) } as never }
  await authenticateApiKey(closed, ada.keyring, { token, now: TEST_NOW }).catch(tell)
  try {
    ada.keyring.decrypt(ada.keyring.encrypt(token, 'a'), 'b')
  } catch (error) {
    tell(error)
  }
  expect(told).toHaveLength(3)
  for (const trace of tracesOf(token)) expect(told.join('')).not.toContain(trace)
})
