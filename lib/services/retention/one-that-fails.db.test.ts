import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Log } from '@/lib/base/log'
import { testId } from '@/lib/base/testing/test-id'
import { toPublicId } from '@/lib/contract/ids'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { retain } from './retain'
import { countRows, fillTenant } from './testing/fill-tenant'

// In the order of their ids, so that all that is good stands behind what fails.
const [BAD, GOOD] = [testId('wsp_ada'), testId('wsp_cleo')].toSorted() as [string, string]
const [BAD_JOB, GOOD_JOB, OTHER_JOB] = ['mon_1', 'mon_2', 'mon_3'].map(testId).toSorted() as [string, string, string]

let database: TestDatabase
let worker: TestDatabase['pool']
let logged: Record<string, unknown>[]
const log = { error: (about: Record<string, unknown>) => logged.push(about) } as unknown as Log

beforeAll(async () => {
  database = await createTestDatabase()
  worker = createPool(database.url, { name: 'test', role: 'worker', max: 4, statementTimeoutMs: 10_000 })
  await database.pool.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`,
  )
})

afterAll(async () => {
  await worker.end()
  await database.drop()
})

beforeEach(async () => {
  await database.empty()
  logged = []
  await database.pool.query(
    `INSERT INTO app_user (id, email, name) VALUES ('${testId('usr_ada')}', 'ada@example.com', 'Ada')`,
  )
  await fillTenant(database.pool, { workspaceId: BAD, monitorIds: [BAD_JOB, GOOD_JOB] })
  await fillTenant(database.pool, { workspaceId: GOOD, monitorIds: [OTHER_JOB] })
})

/** Runs `work` while the database refuses each such change. */
async function whileRefused<T>(change: string, work: () => Promise<T>): Promise<T> {
  const table = / ON (\w+)/.exec(change)![1]
  await database.pool.query(`CREATE TRIGGER refuses BEFORE ${change} EXECUTE FUNCTION refuse()`)
  try {
    return await work()
  } finally {
    await database.pool.query(`DROP TRIGGER refuses ON ${table}`)
  }
}

const ofRow = (row: string, table: string, id: string) => `${table} FOR EACH ROW WHEN (${row} = '${id}')`
const retainNow = (days = 90) => retain(worker, { days, now: Date.now(), log })
const told = () => logged.map(({ err, ...about }) => ({ ...about, why: (err as Error).message }))

test('a monitor that cannot be deleted holds up no other, and is tried again', async () => {
  await database.pool.query(`UPDATE monitor SET deleted_at = clock_timestamp() - interval '30 days'`)
  await database.pool.query(
    `UPDATE monitor SET deleted_at = clock_timestamp() - interval '60 days' WHERE id = '${BAD_JOB}'`,
  )
  const done = await whileRefused(`DELETE ON ${ofRow('OLD.id', 'monitor', BAD_JOB)}`, () => retainNow())
  expect(done.monitorsPurged.toSorted()).toEqual([GOOD_JOB, OTHER_JOB])
  expect(told()).toEqual([{ monitorId: toPublicId('mon', BAD_JOB), why: 'refused' }])
  expect((await retainNow()).monitorsPurged).toEqual([BAD_JOB])
})

test('a workspace that cannot be deleted holds up no other, and is tried again', async () => {
  await database.pool.query(`UPDATE workspace SET delete_after = clock_timestamp() - interval '2 days'`)
  await database.pool.query(
    `UPDATE workspace SET delete_after = clock_timestamp() - interval '3 days' WHERE id = '${BAD}'`,
  )
  const done = await whileRefused(`DELETE ON ${ofRow('OLD.id', 'workspace', BAD)}`, () => retainNow())
  expect(done.workspacesPurged).toEqual([GOOD])
  expect(told()).toEqual([{ workspaceId: toPublicId('wsp', BAD), why: 'refused' }])
  expect(await countRows(database.pool, GOOD)).toEqual({})
  expect((await retainNow()).workspacesPurged).toEqual([BAD])
})

test('a workspace whose last rows cannot be deleted holds up no other', async () => {
  await database.pool.query(`UPDATE workspace SET delete_after = clock_timestamp() - interval '2 days'`)
  const refused = `DELETE ON ${ofRow('OLD.workspace_id', 'beat_idempotency', BAD)}`
  expect((await whileRefused(refused, () => retainNow())).workspacesPurged.toSorted()).toEqual([BAD, GOOD])
  expect(told()).toEqual([{ workspaceId: toPublicId('wsp', BAD), why: 'refused' }])
  expect(await countRows(database.pool, GOOD)).toEqual({})
  await retainNow()
  expect(await countRows(database.pool, BAD)).toEqual({})
})

test('a workspace whose history cannot be deleted keeps it, and the others lose theirs', async () => {
  const old = `state = 'succeeded', last_beat_at = now() - interval '99 days', ended_at = now() - interval '99 days'`
  // An id is as old as its run.
  const id = `('00000000-0000-7000-8000-' || right(workspace_id::text, 12))::uuid`
  await database.pool.query('DELETE FROM run_part')
  await database.pool.query(`DELETE FROM run WHERE monitor_id = '${GOOD_JOB}'`)
  await database.pool.query(`UPDATE run SET ${old}, id = ${id}`)
  await whileRefused(`DELETE ON ${ofRow('OLD.workspace_id', 'run', BAD)}`, () => retainNow())
  expect(told()).toEqual([{ workspaceId: toPublicId('wsp', BAD), why: 'refused' }])
  const { rows } = await database.pool.query(`SELECT workspace_id AS id FROM run WHERE state = 'succeeded'`)
  expect(rows).toEqual([{ id: BAD }])
})

test('a workspace whose beats cannot be counted holds up no count, and no deletion', async () => {
  await database.pool.query(`UPDATE workspace SET created_at = created_at - interval '9 days'`)
  await database.pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 3, 4)`)
  await database.pool.query('DELETE FROM usage_day')
  await database.pool.query(`UPDATE monitor SET deleted_at = clock_timestamp() - interval '30 days'`)
  const refused = `INSERT ON ${ofRow('NEW.workspace_id', 'usage_day', BAD)}`
  const done = await whileRefused(refused, () => retainNow())
  expect(done.usageDaysMade).toBeGreaterThanOrEqual(2)
  expect(done.monitorsPurged).toHaveLength(3)
  const days = async () =>
    (await database.pool.query(`SELECT DISTINCT workspace_id AS id FROM usage_day ORDER BY 1`)).rows.map(
      (row) => row.id,
    )
  expect(await days()).toEqual([GOOD])
  expect(told()).toHaveLength(done.usageDaysMade)
  expect(told()[0]).toMatchObject({ workspaceId: toPublicId('wsp', BAD), why: 'refused' })
  expect((await retainNow()).usageDaysMade).toBe(done.usageDaysMade)
  expect(await days()).toEqual([BAD, GOOD])
})

test('a partition that cannot be dropped holds up no deletion', async () => {
  await database.pool.query(`UPDATE monitor SET deleted_at = clock_timestamp() - interval '30 days'`)
  await database.pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 12, 1)`)
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT min(inhrelid::regclass::text) AS name FROM pg_inherits WHERE inhparent = 'beat'::regclass`,
  )
  const { name } = rows[0]!
  await database.pool.query(`CREATE VIEW report AS SELECT seq FROM ${name}`)
  const done = await retainNow(10)
  expect(done).toMatchObject({ partitionsDropped: [], partitionInTheWay: null })
  expect(done.monitorsPurged).toHaveLength(3)
  expect(told()).toEqual([{ days: 10, why: expect.stringContaining(name) }])
  await database.pool.query('DROP VIEW report')
  expect((await retainNow(10)).partitionsDropped).toEqual([name])
})

test('while the database is away nothing is tried', async () => {
  await database.pool.query(`UPDATE monitor SET deleted_at = clock_timestamp() - interval '30 days'`)
  await database.pool.query(`CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE 'terminated' USING ERRCODE = '57P01'; END $$`)
  await database.pool.query('CREATE TRIGGER leaves BEFORE DELETE ON monitor FOR EACH ROW EXECUTE FUNCTION leave()')
  await expect(retainNow()).rejects.toThrow('terminated')
  expect(logged).toEqual([])
  await database.pool.query('DROP TRIGGER leaves ON monitor')
  expect((await retainNow()).monitorsPurged).toHaveLength(3)
})
