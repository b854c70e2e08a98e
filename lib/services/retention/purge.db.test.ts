import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createPool } from '@/lib/db/pool'
import { findPurgedWorkspacesOf } from '@/lib/db/queries/security-definer-functions'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createChannel } from '../channels/create-channel'
import { createInvitation } from '../invitations/create-invitation'
import { createMonitor } from '../monitors/create-monitor'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { asPerson, userIdOf } from '../testing/persons'
import { deleteWorkspace } from '../workspaces/delete-workspace'
import { purgeWorkspaces } from './purge-workspaces'

const log = createLog('test', 'silent')

let database: TestDatabase
let people: People
let worker: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  worker = createPool(database.url, { name: 'test', role: 'worker', max: 4, statementTimeoutMs: 10_000 })
  for (const ctx of [people.ada, people.cleo]) {
    const channel = await createChannel(ctx, { kind: 'email', name: 'mail', config: { to: ['ops@example.com'] } })
    await people.prisma.workspace.update({
      where: { id: ctx.workspaceId },
      data: { defaultChannelId: uuidOf(channel.id) },
    })
    const monitorId = uuidOf((await createMonitor(ctx, { name: 'etl', schedule: { type: 'none' } })).id)
    await createInvitation(ctx, { email: 'dan@example.com', role: 'viewer' }, null)
    await beat(ctx, monitorId, { receivedAt: Date.now(), signal: 'start', step: 'load' })
    await beat(ctx, monitorId, { receivedAt: Date.now(), signal: 'fail' })
    await beat(ctx, monitorId, { receivedAt: Date.now(), signal: 'start' })
    await database.pool.query(
      `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, seq, received_at) VALUES ($1, $2, 'k', 1, now())`,
      [ctx.workspaceId, monitorId],
    )
    await database.pool.query(`INSERT INTO usage_day VALUES ($1, '2026-11-21', 2)`, [ctx.workspaceId])
  }
})

afterAll(async () => {
  await Promise.all([worker.end(), people.end()])
  await database.drop()
})

async function rowsOf(workspaceId: string): Promise<string[]> {
  const { rows: tables } = await database.pool.query<{ name: string; key: string }>(
    `SELECT c.relname AS name, CASE WHEN c.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END AS key FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND (c.relname = 'workspace' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id'))`,
  )
  const found: string[] = []
  for (const { name, key } of tables) {
    const { rowCount } = await database.pool.query(`SELECT 1 FROM "${name}" WHERE "${key}" = $1`, [workspaceId])
    if (rowCount) found.push(name)
  }
  return found.toSorted()
}

const endAt = (ms: number) =>
  database.pool.query(
    `UPDATE workspace SET delete_after = clock_timestamp() + make_interval(secs => $2) WHERE id = $1`,
    [people.ada.workspaceId, ms / 1000],
  )

test('a workspace is not purged before its time, nor in the minute after it', async () => {
  await deleteWorkspace(people.ada, { name: 'Analytical Engines' })
  expect(await purgeWorkspaces(worker, { now: Date.now(), log })).toEqual([])
  await endAt(-30_000)
  expect(await purgeWorkspaces(worker, { now: Date.now(), log })).toEqual([])
  expect(await rowsOf(people.ada.workspaceId)).toEqual(expect.arrayContaining(await rowsOf(people.cleo.workspaceId)))
})

test('then no row of it is left, even if several workers purge at the same time, and other workspaces keep all rows', async () => {
  const { workspaceId } = people.ada
  const session = await asPerson(people, people.ben)
  await people.prisma.session.update({ where: { id: session.sessionId }, data: { workspaceId } })
  const cleos = await rowsOf(people.cleo.workspaceId)
  expect(cleos).toEqual(
    expect.arrayContaining([
      'audit_event',
      'beat',
      'beat_idempotency',
      'invitation',
      'run',
      'run_part',
      'usage_day',
      'workspace',
    ]),
  )
  await endAt(-61_000)
  const purged = await Promise.all([1, 2, 3].map(() => purgeWorkspaces(worker, { now: Date.now(), log })))
  expect(purged.flat()).toEqual([workspaceId])
  expect(await rowsOf(workspaceId)).toEqual([])
  expect(await rowsOf(people.cleo.workspaceId)).toEqual(cleos)
  expect(await people.prisma.session.findUnique({ where: { id: session.sessionId } })).toMatchObject({
    workspaceId: null,
  })
  expect(await people.prisma.user.count()).toBe(4)
})

test('only its former owners can see that it existed and who requested its deletion', async () => {
  const purged = await findPurgedWorkspacesOf(people.web.prisma, userIdOf(people.ada))
  expect(purged).toMatchObject([{ name: 'Analytical Engines', requestedByLabel: 'ada@example.com' }])
  for (const ctx of [people.ben, people.cleo])
    expect(await findPurgedWorkspacesOf(people.web.prisma, userIdOf(ctx))).toEqual([])
  expect((await database.pool.query('SELECT emptied_at IS NOT NULL AS done FROM purged_workspace')).rows).toEqual([
    { done: true },
  ])
})
