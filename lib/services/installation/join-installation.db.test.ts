import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createKeyring } from '@/lib/base/secrets'
import { listMigrations } from '@/lib/db/migrate'
import { createPool } from '@/lib/db/pool'
import { loadInstallationSettings } from '@/lib/db/queries/installation-settings'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { bootstrap } from '../bootstrap/bootstrap'
import { joinInstallation } from './join-installation'
import { givenSettings } from './shared-settings'

const SECRET = 'a secret for tests that is long enough'
const OTHER = 'another secret that is long enough'
let db: TestDatabase
let migrations: string[]

beforeAll(async () => {
  db = await createTestDatabase()
  migrations = await listMigrations('prisma/migrations')
})
afterAll(() => db.drop())

beforeEach(() => db.pool.query('DELETE FROM ingest_node'))

const startWith = (env: Record<string, string> = {}, secret: Parameters<typeof createKeyring>[0] = SECRET) =>
  bootstrap(db.pool, {
    now: new Date(),
    ownerEmail: 'ada@example.com',
    apiKey: null,
    baseUrl: 'http://localhost:4000',
    secret,
    given: givenSettings({ LUBDUB_URL: 'http://localhost:4000', ...env }),
  })

async function joinWith(
  role: 'web' | 'ingest' | 'worker',
  options: { env?: Record<string, string>; secret?: Parameters<typeof createKeyring>[0]; migrations?: string[] } = {},
) {
  const pool = createPool(db.url, { name: 'join', role, max: 2, statementTimeoutMs: 5_000 })
  try {
    return await joinInstallation(pool, {
      role,
      keyring: createKeyring(options.secret ?? SECRET),
      given: givenSettings(options.env ?? {}),
      migrations: options.migrations ?? migrations,
    })
  } finally {
    await pool.end()
  }
}

test('before any start a worker waits, and an ingest process initialises the installation', async () => {
  await expect(joinWith('worker')).rejects.toThrow('Neither `npm start` nor an ingest')
  await joinWith('ingest', { env: { LUBDUB_BEATS_PER_SECOND: '8' } })
  await expect(joinWith('worker', { secret: OTHER })).rejects.toMatchObject({ name: 'StartError' })
  expect(await joinWith('worker')).toMatchObject({ beatsPerSecond: 8, retentionDays: 90, url: null })
})

test.each(['web', 'ingest', 'worker'] as const)(
  '%s with another secret refuses to start, with a sentence',
  async (role) => {
    await startWith()
    await expect(joinWith(role, { secret: OTHER })).rejects.toThrow('LUBDUB_SECRET is not the one')
    const hash = { current: SECRET, hash: OTHER }
    await expect(joinWith(role, { secret: hash })).rejects.toThrow('LUBDUB_HASH_SECRET is not the one')
    expect(await joinWith(role)).toMatchObject({ url: 'http://localhost:4000' })
  },
)

test('other secrets are told in the same words at a start, when a process joins, and where nothing is stored yet', async () => {
  await startWith()
  for (const secret of [OTHER, { current: SECRET, hash: OTHER }]) {
    const reason = async (work: Promise<unknown>) =>
      work.then(
        () => null,
        ({ name, message }: Error) => ({ name, message }),
      )
    const atStart = await reason(startWith({}, secret))
    expect(atStart).toMatchObject({ name: 'StartError' })
    expect(await reason(joinWith('worker', { secret }))).toEqual(atStart)
    await db.pool.query('DELETE FROM installation_setting')
    expect(await reason(joinWith('ingest', { secret }))).toEqual(atStart)
    await startWith()
  }
})

test('after a change of the secret the old one alone is refused, and both together are accepted', async () => {
  const both = { current: OTHER, old: [SECRET], hash: SECRET }
  await startWith({}, both)
  expect(await joinWith('worker', { secret: both })).toMatchObject({ retentionDays: 90 })
  await expect(joinWith('worker', { secret: SECRET })).rejects.toThrow('LUBDUB_SECRET is not the one')
  await startWith()
})

test('the settings of the installation are not those of one process', async () => {
  await startWith({ LUBDUB_BEAT_RETENTION_DAYS: '3650', LUBDUB_ALLOW_PRIVATE_WEBHOOKS: 'true', SMTP_URL: 'smtp://m' })
  expect(await joinWith('worker')).toMatchObject({ retentionDays: 3650, allowPrivateWebhooks: true, hasMail: true })
  await expect(joinWith('worker', { env: { LUBDUB_BEAT_RETENTION_DAYS: '90' } })).rejects.toThrow(
    'LUBDUB_BEAT_RETENTION_DAYS is 90 here, and 3650 in this installation.',
  )
  const same = { LUBDUB_BEAT_RETENTION_DAYS: '3650', LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' }
  expect(await joinWith('worker', { env: same })).toMatchObject({ retentionDays: 3650 })
})

test('a start without the retention setting does not shorten it, and resets all other settings', async () => {
  await startWith({ LUBDUB_BEAT_RETENTION_DAYS: '3650', LUBDUB_BEATS_PER_SECOND: '5' })
  await startWith()
  expect(await joinWith('ingest')).toMatchObject({ retentionDays: 3650, beatsPerSecond: 50, recoverySeconds: 60 })
  await startWith({ LUBDUB_BEAT_RETENTION_DAYS: '30' })
  expect(await joinWith('worker')).toMatchObject({ retentionDays: 30 })
})

test('settings do not change while processes use them', async () => {
  await startWith()
  await db.pool.query(
    `INSERT INTO ingest_node (id, seen_at, watermark) VALUES ('far', clock_timestamp() + interval '1 h', clock_timestamp())`,
  )
  await expect(startWith({ LUBDUB_RECOVERY_SECONDS: '5' })).rejects.toThrow(
    /Stop all other processes first \(far\).*\nLUBDUB_RECOVERY_SECONDS is 5/,
  )
  expect((await loadInstallationSettings(db.pool)).get('LUBDUB_RECOVERY_SECONDS')).toBe('60')
  await startWith()
})

test('an older and a newer program get different messages, and both refuse to start', async () => {
  await startWith()
  const newest = migrations.at(-1)!
  await expect(joinWith('ingest', { migrations: [...migrations, '9000_later'] })).rejects.toThrow(
    '9000_later is missing',
  )
  await expect(joinWith('worker', { migrations: migrations.slice(0, -1) })).rejects.toThrow(
    `of a newer version than this program: it has ${newest}`,
  )
})

test('a missing privilege is reported as a sentence', async () => {
  await db.pool.query('REVOKE ALL ON installation_setting FROM lubdub_worker')
  await expect(joinWith('worker')).rejects.toThrow('The database does not serve the worker: a privilege is missing')
  await db.pool.query('GRANT SELECT, INSERT ON installation_setting TO lubdub_worker')
})

test('sessions are in UTC and in their role, even if a pooler drops the startup parameters', async () => {
  await db.pool.query(`ALTER DATABASE ${new URL(db.url).pathname.slice(1)} SET timezone = 'Europe/Berlin'`)
  const pool = createPool(db.url, { name: 'web', role: 'web', max: 1, statementTimeoutMs: 4_321 })
  // As PgBouncer does with `ignore_startup_parameters`.
  Object.assign(pool.options, { options: undefined, statement_timeout: undefined, lock_timeout: undefined })
  const { rows } = await pool.query(
    `SELECT current_setting('timezone') AS zone, current_user AS "user", current_setting('statement_timeout') AS timeout`,
  )
  expect(rows[0]).toEqual({ zone: 'UTC', user: 'lubdub_web', timeout: '4321ms' })
  await pool.end()
})
