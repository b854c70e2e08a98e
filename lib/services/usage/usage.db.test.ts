import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { ServiceContext } from '../context'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { createPeople, type People } from '../testing/people'
import { getUsage } from './get-usage'

const NOW = new Date('2026-11-22T00:10:00.000Z')

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  await database.pool.query(`SELECT ensure_beat_partitions('2026-10-01', 60)`)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const make = async (ctx: ServiceContext) => (await createMonitor(ctx, { name: 'etl', schedule: { type: 'none' } })).id
const addBeats = ({ workspaceId }: ServiceContext, monitorId: string, beats: readonly [seq: number, at: string][]) =>
  database.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal)
     SELECT $1, $2, seq, at, 'success' FROM unnest($3::int8[], $4::timestamptz[]) AS b(seq, at)`,
    [workspaceId, monitorId, beats.map(([seq]) => seq), beats.map(([, at]) => at)],
  )

test('beats are counted by day in UTC, over all monitors of the workspace and no others', async () => {
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

test('the limits are those of the environment, for people and keys alike', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', '10')
  vi.stubEnv('LUBDUB_QUOTA_BEATS_PER_MINUTE', '600')
  const usage = await getUsage({ ...people.reader, now: NOW })
  expect(usage).toMatchObject({ monitors: { limit: 10 }, beatsPerMinute: { limit: 600 }, members: { limit: null } })
})
