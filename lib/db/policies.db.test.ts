import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createChannel } from '@/lib/services/channels/create-channel'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { beat } from '@/lib/services/testing/beat'
import { createPeople, type People } from '@/lib/services/testing/people'
import { createPool } from './pool'
import { findApiKey, findInvitation, findWorkspacesOf } from './queries/security-definer-functions'
import { findPolicyGaps } from './testing/policy-gaps'
import { createTestDatabase, type TestDatabase } from './testing/test-database'
import { withTransaction } from './transaction'
import { withWorkspace } from './workspace-db'

let database: TestDatabase
let people: People
let web: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  web = createPool(database.url, { name: 'test', role: 'web', max: 2, statementTimeoutMs: 10_000 })
  for (const ctx of [people.ada, people.cleo]) {
    const channel = await createChannel(ctx, {
      kind: 'email',
      name: 'mail',
      config: { to: ['ops@example.com'] },
    })
    const monitor = await createMonitor(ctx, { name: 'etl', schedule: { type: 'none' }, channels: [channel.id] })
    await beat(ctx, uuidOf(monitor.id), { receivedAt: Date.now(), signal: 'start', step: 'load' })
    await beat(ctx, uuidOf(monitor.id), { receivedAt: Date.now(), signal: 'fail' })
    await database.pool.query(`INSERT INTO usage_day VALUES ($1, '2026-11-21', 2)`, [ctx.workspaceId])
  }
})

afterAll(async () => {
  await Promise.all([web.end(), people.end()])
  await database.drop()
})

const FILLED = [
  ...['workspace', 'membership', 'api_key', 'audit_event', 'monitor', 'monitor_state', 'heartbeat_key', 'run', 'beat'],
  ...['run_part', 'channel', 'monitor_channel', 'usage_day'],
]

async function tenantTables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relrowsecurity AND NOT c.relispartition
       AND has_table_privilege('lubdub_web', c.oid, 'SELECT') ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

const count = async (pool: Pick<TestDatabase['pool'], 'query'>, table: string) =>
  (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}"`)).rows[0]!.n

test('every tenant table has row-level security', async () => {
  expect(await findPolicyGaps(database.pool)).toEqual([])
})

/** What prisma/policies.sql gives a table that the web reads. */
const SECURED = `ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner ON t TO CURRENT_USER USING (true);
  GRANT SELECT ON t TO lubdub_web;
  CREATE POLICY web ON t TO lubdub_web USING (workspace_id = nullif(current_setting('lubdub.workspace_id', true), '')::uuid)`

test.each([
  [
    'without row-level security',
    'CREATE TABLE t (workspace_id uuid NOT NULL, id uuid, PRIMARY KEY (workspace_id, id))',
  ],
  [
    'with a policy that allows more',
    `CREATE TABLE t (workspace_id uuid NOT NULL REFERENCES workspace (id), id uuid, PRIMARY KEY (workspace_id, id));
     ${SECURED}; CREATE POLICY more ON t TO PUBLIC USING (true)`,
  ],
  [
    'whose key does not begin with the workspace',
    `CREATE TABLE t (workspace_id uuid NOT NULL REFERENCES workspace (id), id uuid PRIMARY KEY); ${SECURED}`,
  ],
  [
    'with a foreign key into other workspaces',
    `CREATE TABLE t (workspace_id uuid NOT NULL, w uuid REFERENCES workspace (id), id uuid, PRIMARY KEY (workspace_id, id));
     ${SECURED}`,
  ],
  [
    'with privileges but without policies',
    `CREATE TABLE t (workspace_id uuid NOT NULL REFERENCES workspace (id), id uuid, PRIMARY KEY (workspace_id, id));
     ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY; GRANT SELECT ON t TO lubdub_web`,
  ],
])('a table %s is found', async (_, sql) => {
  await database.pool.query(sql)
  const gaps = await findPolicyGaps(database.pool)
  expect(gaps.length).toBeGreaterThan(0)
  for (const gap of gaps) expect(gap).toMatch(/^t: /)
  await database.pool.query('DROP TABLE t')
})

test('a security-definer function that is not listed is found', async () => {
  await database.pool.query(
    `CREATE FUNCTION unlisted_function() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM monitor'`,
  )
  expect(await findPolicyGaps(database.pool)).toEqual([
    'unlisted_function(): a security-definer function that is not listed',
    'unlisted_function(): its search_path is not fixed',
    'unlisted_function(): everybody may call it',
  ])
  await database.pool.query('DROP FUNCTION unlisted_function()')
})

test('the web role sees no row of any workspace before it sets the workspace', async () => {
  const tables = await tenantTables()
  expect(tables).toEqual(expect.arrayContaining(FILLED))
  for (const table of FILLED) expect(await count(database.pool, table), table).toBeGreaterThan(0)
  for (const table of tables) expect(await count(web, table), table).toBe(0)
})

test('the security-definer functions return rows only for the right secret or id', async () => {
  const { prisma } = people.web
  const token = Buffer.from('the hash of a token')
  const { workspaceId } = people.ada
  await people.prisma.invitation.create({
    data: {
      workspaceId,
      id: testId('inv_1'),
      email: 'dan@example.com',
      role: 'member',
      tokenHash: new Uint8Array(token),
      invitedBy: testId('usr_ada'),
      invitedByLabel: 'ada@example.com',
      expiresAt: new Date('2026-12-01T00:00:00Z'),
    },
  })
  expect(await findInvitation(prisma, token)).toEqual({
    workspaceId,
    workspaceName: 'Analytical Engines',
    id: testId('inv_1'),
    email: 'dan@example.com',
    role: 'member',
    invitedByLabel: 'ada@example.com',
    expiresAt: new Date('2026-12-01T00:00:00Z'),
    acceptedAt: null,
    revokedAt: null,
    mailedAt: null,
  })
  expect(await findInvitation(prisma, Buffer.from('another'))).toBeNull()
  expect(await findApiKey(prisma, Buffer.from('another'))).toBeNull()
  expect(await findWorkspacesOf(prisma, testId('usr_none'))).toEqual([])
})

test('the workspace of one transaction does not stay set for the next one on the connection', async () => {
  const one = createPool(database.url, { name: 'test', role: 'web', max: 1, statementTimeoutMs: 10_000 })
  expect(await withWorkspace(one, people.ada.workspaceId, (client) => count(client, 'monitor'))).toBe(1)
  expect(await count(one, 'monitor')).toBe(0)
  await expect(withWorkspace(one, people.ada.workspaceId, (client) => client.query('SELECT 1 / 0'))).rejects.toThrow(
    'division by zero',
  )
  expect(await count(one, 'monitor')).toBe(0)
  await one.end()
})

test('with a workspace set, the web role sees and changes only that workspace', async () => {
  const { workspaceId } = people.ada
  const cleos = people.cleo.workspaceId
  for (const table of FILLED) {
    const key = table === 'workspace' ? 'id' : 'workspace_id'
    const seen = await withWorkspace(web, workspaceId, (client) =>
      client.query<{ key: string }>(`SELECT DISTINCT "${key}" AS key FROM "${table}"`),
    )
    expect(seen.rows, table).toEqual([{ key: workspaceId }])
  }
  const changed = await withWorkspace(web, workspaceId, (client) =>
    client.query(`UPDATE monitor SET name = 'mine' WHERE workspace_id = $1`, [cleos]),
  )
  expect(changed.rowCount).toBe(0)
  const into = (sql: string) => withWorkspace(web, workspaceId, (client) => client.query(sql, [cleos]))
  await expect(
    into(
      `INSERT INTO channel (workspace_id, id, kind, name, config) VALUES ($1, '${testId('c')}', 'email', 'c', '{}')`,
    ),
  ).rejects.toThrow('row-level security')
  await expect(into(`UPDATE channel SET workspace_id = $1`)).rejects.toThrow('row-level security')
  await expect(
    into(
      `INSERT INTO audit_event (workspace_id, id, actor_kind, actor_label, action) VALUES ($1, '${testId('a')}', 'user', 'a', 'x')`,
    ),
  ).rejects.toThrow('row-level security')
})

test.each([
  'UPDATE audit_event SET actor_label = NULL',
  'DELETE FROM audit_event',
  'TRUNCATE audit_event',
  'DELETE FROM monitor',
  'DELETE FROM workspace',
  `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal) VALUES ('${testId('w')}', '${testId('m')}', 1, now(), 's')`,
  `INSERT INTO usage_day VALUES ('${testId('w')}', '2026-11-21', 1)`,
  'UPDATE usage_day SET beats = 0',
  'DELETE FROM usage_day',
  'ALTER TABLE monitor DISABLE ROW LEVEL SECURITY',
  'CREATE TABLE mine (id text)',
])('the web role may not: %s', async (sql) => {
  await expect(withWorkspace(web, people.ada.workspaceId, (client) => client.query(sql))).rejects.toThrow(
    /permission denied|must be owner/,
  )
})

test.each([
  ['ingest', 'SELECT * FROM app_user'],
  ['ingest', 'SELECT * FROM api_key'],
  ['ingest', `UPDATE monitor SET name = 'mine'`],
  ['ingest', `UPDATE heartbeat_key SET disabled_at = NULL`],
  ['ingest', 'DELETE FROM beat'],
  ['ingest', 'SELECT * FROM usage_day'],
  ['ingest', `SELECT * FROM workspaces_of('${testId('usr_ada')}')`],
  ['worker', 'SELECT * FROM session'],
  ['worker', 'SELECT workspace_id FROM session'],
  ['worker', 'UPDATE session SET workspace_id = NULL'],
  ['web', `SELECT leave_purged_workspace('${testId('wsp_ada')}')`],
  ['worker', 'SELECT * FROM app_user'],
  ['worker', 'SELECT * FROM heartbeat_key'],
  ['worker', 'UPDATE usage_day SET beats = 0'],
  ['worker', `UPDATE membership SET role = 'owner'`],
] as const)('the %s role may not: %s', async (role, sql) => {
  const pool = createPool(database.url, { name: 'test', role, max: 1, statementTimeoutMs: 10_000 })
  await expect(withTransaction(pool, (client) => client.query(sql))).rejects.toThrow('permission denied')
  await pool.end()
})

test('the worker takes out of view only a workspace that is deleted for good', async () => {
  const { ada, cleo, prisma } = people
  const userId = ada.actor.kind === 'user' ? ada.actor.userId : ''
  const expiresAt = new Date(Date.now() + 3_600_000)
  const gone = testId('wsp_gone')
  for (const [name, workspaceId] of [
    ['ses_1', ada.workspaceId],
    ['ses_2', cleo.workspaceId],
    ['ses_3', gone],
  ] as const) {
    await prisma.session.create({ data: { id: testId(name), userId, expiresAt, workspaceId } })
  }
  const worker = createPool(database.url, { name: 'test', role: 'worker', max: 1, statementTimeoutMs: 10_000 })
  for (const id of [ada.workspaceId, gone]) await worker.query('SELECT leave_purged_workspace($1)', [id])
  await worker.end()
  const inView = await prisma.session.findMany({ orderBy: { id: 'asc' }, select: { id: true, workspaceId: true } })
  expect(Object.fromEntries(inView.map(({ id, workspaceId }) => [id, workspaceId]))).toEqual({
    [testId('ses_1')]: ada.workspaceId,
    [testId('ses_2')]: cleo.workspaceId,
    [testId('ses_3')]: null,
  })
})
