import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { testId } from '@/lib/base/testing/test-id'
import { createPool } from '@/lib/db/pool'
import { createPrisma } from '@/lib/db/prisma'
import { databaseUrl } from '@/lib/db/testing/database-url'
import { createWorkspaceDb } from '@/lib/db/workspace-db'
import { bootstrap } from '@/lib/services/bootstrap/bootstrap'
import { getHealth } from '@/lib/services/health/get-health'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { listMonitors } from '@/lib/services/monitors/list-monitors'
import { retain } from '@/lib/services/retention/retain'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { throwAwaySettings } from './embedded-postgres/settings'
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres'
import { prepareDatabase } from './prepare-database'

const log = createLog('test', 'silent')

// A separate server: roles belong to the whole server, and at first they must be missing here.
const SECRET = 'a secret for tests that is long enough'
let dataDir: string
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
let administrator: pg.Client

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'lubdub-roles-'))
  const password = randomBytes(18).toString('base64url')
  server = await startEmbeddedPostgres({ dataDir, password, settings: throwAwaySettings, onEvent: () => {} })
  administrator = new pg.Client({ connectionString: server.url })
  await administrator.connect()
})

afterAll(async () => {
  await administrator.end()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

afterEach(() => vi.unstubAllEnvs())

async function addLogin(name: string, rights: string): Promise<string> {
  await administrator.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${rights}`)
  await administrator.query(`CREATE DATABASE ${name} OWNER ${name}`)
  return urlOf(name)
}

function urlOf(name: string): string {
  const url = new URL(databaseUrl(server.url, name))
  url.username = name
  url.password = 'secret'
  return url.href
}

async function firstOwner(url: string) {
  const pool = createPool(url, { name: 'start', max: 1, statementTimeoutMs: 10_000 })
  const baseUrl = 'http://localhost:4000'
  await bootstrap(pool, { now: new Date(), ownerEmail: 'ada@example.com', apiKey: null, baseUrl, secret: SECRET })
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM workspace')
  await pool.end()
  return rows[0]!.id
}

/** How the web process reaches a workspace. */
async function asWeb<T>(
  url: string,
  work: (ctx: Parameters<typeof listMonitors>[0]) => Promise<T>,
  workspaceId: string,
) {
  const role = liveSettings.hasDatabaseRoles ? 'web' : null
  const pool = createPool(url, { name: 'web', role, max: 2, statementTimeoutMs: 10_000 })
  const prisma = createPrisma(url, { role })
  try {
    return await work({
      actor: { kind: 'user', userId: testId('ada'), role: 'owner', label: 'ada@example.com', provedAt: new Date() },
      workspaceId,
      db: createWorkspaceDb({ prisma, pool }),
      keyring: createKeyring(SECRET),
      now: new Date(),
      baseUrl: 'http://localhost:4000',
      settings: liveSettings,
      caller: { ip: null, userAgent: null },
    })
  } finally {
    await Promise.all([pool.end(), prisma.$disconnect()])
  }
}

test('without the right to create roles everything works with one user, with a warning, until an administrator creates them', async () => {
  const url = await addLogin('poor', 'NOCREATEROLE')
  const said: string[] = []
  expect(await prepareDatabase(url, (message) => said.push(message))).toEqual({ hasRoles: false })
  expect(said.at(-1)).toContain('row-level security is off')
  const workspaceId = await firstOwner(url)

  await expect(asWeb(url, listMonitors, workspaceId)).rejects.toThrow('role "lubdub_web" does not exist')
  vi.stubEnv('LUBDUB_DATABASE_ROLES', 'off')
  const made = await asWeb(url, (ctx) => createMonitor(ctx, { name: 'etl', schedule: { type: 'none' } }), workspaceId)
  expect(made).toMatchObject({ name: 'etl' })
  vi.unstubAllEnvs()

  for (const name of ['web', 'ingest', 'worker']) {
    await administrator.query(`CREATE ROLE lubdub_${name} NOLOGIN`)
    await administrator.query(`GRANT lubdub_${name} TO poor`)
  }
  said.length = 0
  expect(await prepareDatabase(url, (message) => said.push(message))).toEqual({ hasRoles: true })
  expect(said).toEqual([])
  const names = async (id: string) => (await asWeb(url, listMonitors, id)).data.map(({ name }) => name)
  expect(await names(workspaceId)).toEqual(['first-job', 'etl'])
  expect(await names(testId('another'))).toEqual([])
})

test('with a user that is no superuser but may create roles, row-level security is on from the first start', async () => {
  for (const name of ['web', 'ingest', 'worker']) {
    await administrator.query(`DROP OWNED BY lubdub_${name}`)
  }
  const poor = new pg.Client({ connectionString: databaseUrl(server.url, 'poor') })
  await poor.connect()
  for (const name of ['web', 'ingest', 'worker']) {
    await poor.query(`DROP OWNED BY lubdub_${name}`)
    await poor.query(`DROP ROLE lubdub_${name}`)
  }
  await poor.end()
  const url = await addLogin('maker', 'CREATEROLE')
  const said: string[] = []
  expect(await prepareDatabase(url, (message) => said.push(message))).toEqual({ hasRoles: true })
  const workspaceId = await firstOwner(url)
  expect((await asWeb(url, listMonitors, workspaceId)).data).toHaveLength(1)
  expect((await asWeb(url, listMonitors, testId('another'))).data).toHaveLength(0)

  const worker = createPool(url, { name: 'retention', role: 'worker', max: 1, statementTimeoutMs: 10_000 })
  await worker.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 40, 1)`)
  expect((await retain(worker, { days: 30, now: Date.now(), log })).partitionsDropped).toHaveLength(1)
  expect(await getHealth(worker)).toMatchObject({ parts: { database: true } })
  await worker.end()
})

test('a start of an older program leaves the policies of a newer one alone, and says so', async () => {
  const url = urlOf('maker')
  await prepareDatabase(url, () => {})
  const maker = new pg.Client({ connectionString: url })
  await maker.connect()
  try {
    await maker.query(`COMMENT ON TABLE workspace IS 'policies.sql 9999 ${'0'.repeat(64)}'`)
    await maker.query('GRANT SELECT ON app_user TO lubdub_worker')
    const said: string[] = []
    expect(await prepareDatabase(url, (message) => said.push(message))).toEqual({ hasRoles: true })
    expect(said).toEqual([
      expect.stringMatching(/policies of the database are of version 9999, .* They stay as they are\.$/),
    ])
    const { rows } = await maker.query(`SELECT has_table_privilege('lubdub_worker', 'app_user', 'SELECT') AS stays`)
    expect(rows).toEqual([{ stays: true }])
  } finally {
    await maker.end()
  }
})
