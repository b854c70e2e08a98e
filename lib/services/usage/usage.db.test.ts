import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createLog } from '@/lib/base/log'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { SIGNAL_BYTES } from '@/lib/db/ingest/signal-bytes'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { ServiceContext } from '../context'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { retain } from '../retention/retain'
import { rollUpUsage } from '../retention/roll-up-usage'
import { createPeople, type People } from '../testing/people'
import { getUsage } from './get-usage'

const log = createLog('test', 'silent')

const NOW = new Date('2026-11-22T00:10:00.000Z')

let database: TestDatabase
let people: People
let worker: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  worker = createPool(database.url, { name: 'test', role: 'worker', max: 4, statementTimeoutMs: 10_000 })
  await database.pool.query(`UPDATE workspace SET created_at = '2026-10-22'`)
  await database.pool.query(`SELECT ensure_beat_partitions('2026-10-22', 39)`)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

afterAll(async () => {
  await Promise.all([worker.end(), people.end()])
  await database.drop()
})

const make = async (ctx: ServiceContext) => (await createMonitor(ctx, { name: 'etl', schedule: { type: 'none' } })).id
const addBeats = ({ workspaceId }: ServiceContext, monitorId: string, beats: readonly [seq: number, at: string][]) =>
  database.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal)
     SELECT $1, $2, seq, at, '${SIGNAL_BYTES.success}' FROM unnest($3::int8[], $4::timestamptz[]) AS b(seq, at)`,
    [workspaceId, uuidOf(monitorId), beats.map(([seq]) => seq), beats.map(([, at]) => at)],
  )

test('beats are counted per day in UTC, over all monitors of the workspace and no others', async () => {
  const one = await make(people.ada)
  const two = await make(people.ada)
  await addBeats(people.ada, one, [
    [1, '2026-10-23T23:59:59.999Z'],
    [2, '2026-10-24T00:00:00.000Z'],
    [3, '2026-11-21T12:00:00.000Z'],
    [4, '2026-11-21T18:00:00.000Z'],
    [5, '2026-11-21T23:59:59.999Z'],
    [6, '2026-11-22T00:00:00.000Z'],
  ])
  await addBeats(people.ada, two, [
    [1, '2026-11-21T01:00:00.000Z'],
    [2, '2026-11-22T00:05:00.000Z'],
  ])
  await addBeats(people.cleo, await make(people.cleo), [[1, '2026-11-21T01:00:00.000Z']])
  await deleteMonitor(people.ada, { monitorId: two })

  const usage = await getUsage({ ...people.vic, now: NOW })
  expect(usage.beats).toHaveLength(30)
  expect(usage.beats[0]).toEqual({ day: '2026-10-24', count: 1 })
  expect(usage.beats.filter(({ count }) => count > 0).slice(1)).toEqual([
    { day: '2026-11-21', count: 4 },
    { day: '2026-11-22', count: 2 },
  ])
  expect(usage.beatsPerMinute).toEqual({ averageToday: 0.2, limit: null })
  expect(usage).toMatchObject({ monitors: { used: 1, limit: null }, members: { used: 3 }, channels: { used: 0 } })
})

const keptDays = async ({ workspaceId }: ServiceContext) =>
  (
    await database.pool.query<{ day: string; beats: number }>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, beats FROM usage_day WHERE workspace_id = $1 ORDER BY day`,
      [workspaceId],
    )
  ).rows

const rollUpAt = (at: string) => rollUpUsage(worker, { now: Date.parse(at), log })

test('a day is stored an hour after its end and not before, by one of several workers', async () => {
  expect(await rollUpAt('2026-11-21T00:59:59.999Z')).toBe(2 * 29)
  expect((await keptDays(people.ada)).at(-1)).toEqual({ day: '2026-11-19', beats: 0 })
  expect(await rollUpAt('2026-11-22T00:10:00.000Z')).toBe(2)
  expect((await keptDays(people.ada)).at(-1)).toEqual({ day: '2026-11-20', beats: 0 })

  const made = await Promise.all([1, 2, 3].map(() => rollUpAt('2026-11-22T01:00:00.000Z')))
  expect(made.toSorted().at(-1)).toBeGreaterThan(0)
  expect(made.reduce((sum, n) => sum + n, 0)).toBe(2)
  const kept = await keptDays(people.ada)
  expect(kept).toHaveLength(31)
  expect(kept.filter(({ beats }) => beats > 0)).toEqual([
    { day: '2026-10-23', beats: 1 },
    { day: '2026-10-24', beats: 1 },
    { day: '2026-11-21', beats: 4 },
  ])
  expect((await keptDays(people.cleo)).filter(({ beats }) => beats > 0)).toEqual([{ day: '2026-11-21', beats: 1 }])
})

test('the counts are the same whether the day is stored or counted, and each workspace sees its own', async () => {
  const view = async (ctx: ServiceContext) => (await getUsage({ ...ctx, now: NOW })).beats
  const [adas, cleos] = [await view(people.ada), await view(people.cleo)]
  await database.pool.query(`DELETE FROM usage_day WHERE day > '2026-11-10'`)
  expect([await view(people.ada), await view(people.cleo)]).toEqual([adas, cleos])
  await database.pool.query('DELETE FROM usage_day')
  expect([await view(people.ada), await view(people.cleo)]).toEqual([adas, cleos])
  expect(adas.filter(({ count }) => count > 0)).toEqual([
    { day: '2026-10-24', count: 1 },
    { day: '2026-11-21', count: 4 },
    { day: '2026-11-22', count: 2 },
  ])
  expect(cleos.filter(({ count }) => count > 0)).toEqual([{ day: '2026-11-21', count: 1 }])
})

test('counts stay after their beats are deleted', async () => {
  // Partitions are created by the clock of the database.
  await database.pool.query('DELETE FROM usage_day')
  await database.pool.query(
    `UPDATE workspace SET created_at = least(created_at, clock_timestamp() - interval '5 days')`,
  )
  await database.pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 3, 1)`)
  const { rows } = await database.pool.query<{ day: string }>(
    `SELECT to_char((clock_timestamp() AT TIME ZONE 'UTC')::date - 3, 'YYYY-MM-DD') AS day`,
  )
  const { day } = rows[0]!
  // A pass drops one partition, the oldest first; two partitions before this day are enough.
  await database.pool.query(
    `SELECT drop_beat_partition(name) FROM (
       SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
       WHERE inhparent = 'beat'::regclass AND relname ~ '^beat_[0-9]{8}$' AND relname < 'beat_' || $1
       ORDER BY relname DESC OFFSET 2) AS older`,
    [day.replaceAll('-', '')],
  )
  await addBeats(people.ada, await make(people.ada), [
    [1, `${day}T00:00:00Z`],
    [2, `${day}T23:59:59Z`],
  ])
  const now = new Date()
  const { beats } = await getUsage({ ...people.ada, now })
  expect(beats.find((of) => of.day === day)?.count).toBeGreaterThanOrEqual(2)
  const dropped: string[] = []
  for (let pass = await retain(worker, { days: 1, now: now.getTime(), log }); pass.partitionsDropped.length > 0; ) {
    dropped.push(...pass.partitionsDropped)
    pass = await retain(worker, { days: 1, now: now.getTime(), log })
  }
  expect(dropped).toContain(`beat_${day.replaceAll('-', '')}`)
  expect((await getUsage({ ...people.ada, now })).beats).toEqual(beats)
})

test('stored counts are deleted after 400 days, and are not stored again while their beats exist', async () => {
  await database.pool.query('DELETE FROM usage_day')
  // By the clock of the database, because nothing is deleted if a worker's clock differs. A day is
  // closed an hour after its end.
  const { rows } = await database.pool.query<{ now: number; over: string; kept: string }>(
    `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now,
       to_char(((clock_timestamp() - interval '1 hour') AT TIME ZONE 'UTC')::date - 401, 'YYYY-MM-DD') AS over,
       to_char(((clock_timestamp() - interval '1 hour') AT TIME ZONE 'UTC')::date - 400, 'YYYY-MM-DD') AS kept`,
  )
  const { now, over, kept } = rows[0]!
  await database.pool.query('SELECT ensure_beat_partitions($1, 2)', [over])
  await database.pool.query('UPDATE workspace SET created_at = $1::date - 16', [over])
  await database.pool.query('INSERT INTO usage_day VALUES ($1, $2, 5), ($1, $3, 7)', [
    people.ada.workspaceId,
    over,
    kept,
  ])
  await retain(worker, { days: 9_999, now, log })
  expect((await keptDays(people.ada))[0]).toEqual({ day: kept, beats: 7 })
  expect(await rollUpUsage(worker, { now, log })).toBe(0)
})

test('the limits are those of the environment, for people and keys', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', '10')
  vi.stubEnv('LUBDUB_QUOTA_BEATS_PER_MINUTE', '600')
  const usage = await getUsage({ ...people.reader, now: NOW })
  expect(usage).toMatchObject({ monitors: { limit: 10 }, beatsPerMinute: { limit: 600 }, members: { limit: null } })
})
