import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { testId } from '@/lib/base/testing/test-id'
import { DELETED_MONITOR_DAYS } from '@/lib/contract/monitors'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { retain } from './retain'
import { countRows, FILLED, fillTenant, listTenantTables } from './testing/fill-tenant'

const log = createLog('test', 'silent')

const [ADAS, CLEOS] = [testId('wsp_ada'), testId('wsp_cleo')]
const [ETL, SYNC, OTHER] = [testId('mon_1'), testId('mon_2'), testId('mon_3')]

let database: TestDatabase
let worker: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  worker = createPool(database.url, { name: 'test', role: 'worker', max: 4, statementTimeoutMs: 10_000 })
  await database.pool.query(
    `INSERT INTO app_user (id, email, name) VALUES ('${testId('usr_ada')}', 'ada@example.com', 'Ada')`,
  )
  await fillTenant(database.pool, { workspaceId: ADAS, monitorIds: [ETL, SYNC] })
  await fillTenant(database.pool, { workspaceId: CLEOS, monitorIds: [OTHER] })
})

afterAll(async () => {
  await worker.end()
  await database.drop()
})

const deletedSince = (interval: string) =>
  database.pool.query(`UPDATE monitor SET deleted_at = clock_timestamp() - $1::interval WHERE id = '${ETL}'`, [
    interval,
  ])
const retainNow = () => retain(worker, { days: 90, now: Date.now(), log })
const ofMonitor = (counts: Record<string, number>, monitorId: string) =>
  Object.keys(counts).filter((key) => key.endsWith(` ${monitorId}`))

test('every tenant table has a row of each workspace, and each that a monitor has rows in a row of each monitor', async () => {
  const tables = await listTenantTables(database.pool)
  expect(tables.map(({ name }) => name)).toEqual(FILLED)
  for (const workspaceId of [ADAS, CLEOS]) {
    const counts = await countRows(database.pool, workspaceId)
    const monitors = workspaceId === ADAS ? [ETL, SYNC] : [OTHER]
    const wanted = tables.flatMap(({ name, monitor }) =>
      monitor === null ? [name] : monitors.map((id) => `${name} ${id}`),
    )
    expect(Object.keys(counts).toSorted()).toEqual(wanted.toSorted())
  }
})

test('a monitor stays until its time is over, and while the clock is not trusted', async () => {
  const before = await countRows(database.pool, ADAS)
  await deletedSince(`${DELETED_MONITOR_DAYS} days -1 minute`)
  expect((await retainNow()).monitorsPurged).toEqual([])
  await deletedSince(`${DELETED_MONITOR_DAYS} days 1 minute`)
  await database.pool.query('INSERT INTO clock_hold (started_at) VALUES (clock_timestamp())')
  expect(await retainNow()).toMatchObject({ monitorsPurged: [], veto: expect.stringContaining('could not be trusted') })
  await database.pool.query('DELETE FROM clock_hold')
  const wrong = await retain(worker, { days: 90, now: Date.now() + 2 * 3_600_000, log })
  expect(wrong).toMatchObject({ monitorsPurged: [], veto: expect.stringContaining('apart') })
  expect(await countRows(database.pool, ADAS)).toEqual(before)
})

test('then no row of it is left, also when several workers purge at the same time, and all others keep theirs', async () => {
  const [before, neighbours] = [await countRows(database.pool, ADAS), await countRows(database.pool, CLEOS)]
  const purged = await Promise.all([1, 2, 3].map(retainNow))
  expect(purged.flatMap(({ monitorsPurged }) => monitorsPurged)).toEqual([ETL])
  const after = await countRows(database.pool, ADAS)
  expect(ofMonitor(before, ETL).length).toBeGreaterThan(12)
  expect(ofMonitor(after, ETL)).toEqual([])
  for (const key of ofMonitor(before, ETL)) delete before[key]
  expect(after).toEqual(before)
  expect(await countRows(database.pool, CLEOS)).toEqual(neighbours)
})

test('of a workspace whose time is over not one row is left in any table', async () => {
  const neighbours = await countRows(database.pool, CLEOS)
  await database.pool.query(
    `UPDATE workspace SET delete_after = clock_timestamp() - interval '2 minutes' WHERE id = '${ADAS}'`,
  )
  expect((await retainNow()).workspacesPurged).toEqual([ADAS])
  expect(await countRows(database.pool, ADAS)).toEqual({})
  expect(await countRows(database.pool, CLEOS)).toEqual(neighbours)
  const { rows } = await database.pool.query('SELECT id, workspace_id FROM session ORDER BY id')
  expect(rows).toEqual([
    { id: ADAS, workspace_id: null },
    { id: CLEOS, workspace_id: CLEOS },
  ])
})
