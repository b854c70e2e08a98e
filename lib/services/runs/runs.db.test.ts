import { afterAll, beforeAll, expect, test } from 'vitest'
import { toPublicIdOrNull } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listBeats } from '../beats/list-beats'
import type { ServiceContext } from '../context'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { getMonitor } from '../monitors/get-monitor'
import { listMonitors } from '../monitors/list-monitors'
import { beat as storeBeat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { getRun } from './get-run'
import { getRunVersion } from './get-run-version'
import { listRuns } from './list-runs'

let database: TestDatabase
let people: People
let t0: number

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { rows } = await database.pool.query('select extract(epoch from clock_timestamp()) * 1000 as now')
  t0 = Math.floor(Number(rows[0].now)) - 3_600_000
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const minute = (n: number) => t0 + n * 60_000
const adaAt = (n: number): ServiceContext => ({ ...people.ada, now: new Date(minute(n)) })
const make = (change = {}) => createMonitor(people.ada, { name: 'etl', schedule: { type: 'none' }, ...change })
/** As `storeBeat`, with the ids of views. */
async function beat(ctx: ServiceContext, monitorId: string, fields: Parameters<typeof storeBeat>[2] = {}) {
  const { runId } = await storeBeat(ctx, uuidOf(monitorId), fields)
  return { runId: toPublicIdOrNull('run', runId) }
}

test('a run shows its steps and shards in order, with pace, progress and last output', async () => {
  const { id: monitorId } = await make()
  const send = (at: number, fields: object) =>
    beat(people.ada, monitorId, { receivedAt: minute(at), runKey: 'n1', ...fields })
  const { runId } = await send(0, { signal: 'start', step: 'extract' })
  await send(10, { signal: 'success', step: 'extract', output: 'read 3000 rows' })
  await send(10, { signal: 'start', step: 'transform', shards: 4 })
  await send(15, { signal: 'progress', step: 'transform', shard: 'a', done: 300, total: 1200, unit: 'rows' })
  await send(20, { signal: 'success', step: 'transform', shard: 'b' })
  await send(30, { signal: 'progress', done: 3000, total: 9000, unit: 'rows', output: 'half way', message: 'going' })

  const run = await getRun(adaAt(30), { runId: runId! })
  expect(run).toMatchObject({
    monitorId,
    monitorName: 'etl',
    number: 1,
    key: 'n1',
    attempt: 1,
    attempts: 1,
    state: 'running',
    shown: 'running',
    durationSeconds: 1800,
    done: 3000,
    total: 9000,
    unit: 'rows',
    fraction: 1 / 3,
    perHour: 6000,
    endsAt: new Date(minute(90)).toISOString(),
    deadlineAt: new Date(minute(24 * 60)).toISOString(),
    message: 'going',
    output: 'half way',
    outputTruncated: false,
    shards: [],
  })
  expect(run.steps).toMatchObject([
    { step: 'extract', position: 0, state: 'succeeded', durationSeconds: 600, fraction: 1, shards: [] },
    { step: 'transform', position: 1, state: 'running', endedAt: null, shardsExpected: 4, fraction: 0.25 },
  ])
  expect(run.steps[1]!.shards).toMatchObject([
    { shard: 'a', state: 'running', done: 300, total: 1200, fraction: 0.25, perHour: 1200 },
    { shard: 'b', state: 'succeeded', fraction: 1 },
  ])
})

test('parts without a reported end are shown as ended with their run', async () => {
  const { id: monitorId } = await make()
  const { runId } = await beat(people.ada, monitorId, { signal: 'start', step: 'load', receivedAt: minute(0) })
  await beat(people.ada, monitorId, { signal: 'fail', receivedAt: minute(3) })
  const run = await getRun(people.ada, { runId: runId! })
  expect(run).toMatchObject({ state: 'failed', endsAt: null, durationSeconds: 180 })
  expect(run.steps).toMatchObject([
    { step: 'load', state: 'ended', shown: 'died', endedAt: run.endedAt, durationSeconds: 180 },
  ])
})

test('a run without progress is expected to end after the usual duration', async () => {
  const { id: monitorId } = await make()
  for (const [start, end] of [
    [0, 4],
    [5, 11],
    [12, 20],
  ] as const) {
    await beat(people.ada, monitorId, { signal: 'start', receivedAt: minute(start) })
    await beat(people.ada, monitorId, { signal: 'success', receivedAt: minute(end) })
  }
  const { runId } = await beat(people.ada, monitorId, { signal: 'start', receivedAt: minute(30) })
  const early = await getRun(adaAt(31), { runId: runId! })
  expect(early).toMatchObject({ medianSeconds: 360, endsAt: new Date(minute(36)).toISOString(), fraction: null })
  expect((await getRun(adaAt(37), { runId: runId! })).endsAt).toBeNull()
})

test('a stalled or silent run is shown as such before the checker judges it', async () => {
  const { id: monitorId } = await make({ stallSeconds: 120, silenceSeconds: 300 })
  const { runId } = await beat(people.ada, monitorId, { signal: 'progress', done: 1, receivedAt: minute(0) })
  const shownAt = async (n: number) => (await getRun(adaAt(n), { runId: runId! })).shown
  expect([await shownAt(1), await shownAt(3), await shownAt(6)]).toEqual(['running', 'stalled', 'silent'])
})

test('the version changes with every beat', async () => {
  const { id: monitorId } = await make()
  const { runId } = await beat(people.ada, monitorId, { signal: 'start' })
  const before = await getRunVersion(people.ada, { runId: runId! })
  expect((await getRun(people.ada, { runId: runId! })).version).toBe(before.version)
  expect(await getRunVersion(people.ada, { runId: runId! })).toEqual(before)
  await beat(people.ada, monitorId, { signal: 'log' })
  expect((await getRunVersion(people.ada, { runId: runId! })).version).not.toBe(before.version)
})

test('runs and beats are listed newest first, page by page; beats can be listed for one run', async () => {
  const { id: monitorId } = await make()
  const runIds: (string | null)[] = []
  for (let n = 0; n < 5; n++) {
    await beat(people.ada, monitorId, { signal: 'start', receivedAt: minute(n * 2) })
    runIds.push((await beat(people.ada, monitorId, { receivedAt: minute(n * 2 + 1) })).runId)
  }
  const first = await listRuns(people.ada, { monitorId, limit: 3 })
  expect(first.data.map((run) => run.number)).toEqual([5, 4, 3])
  const second = await listRuns(people.ada, { monitorId, limit: '3', cursor: first.nextCursor! })
  expect(second.data.map((run) => run.number)).toEqual([2, 1])
  expect(second.nextCursor).toBeNull()

  const beats = await listBeats(people.ada, { monitorId, limit: 4 })
  expect(beats.data.map(({ seq, signal }) => [seq, signal])).toEqual([
    [10, 'success'],
    [9, 'start'],
    [8, 'success'],
    [7, 'start'],
  ])
  expect((await listBeats(people.ada, { monitorId, cursor: beats.nextCursor! })).data).toHaveLength(6)
  const ofRun = await listBeats(people.ada, { monitorId, runId: runIds[1]! })
  expect(ofRun.data.map((row) => row.seq)).toEqual([4, 3])
  expect((await listMonitors(people.ada, { query: monitorId })).data).toMatchObject([{ latestRun: { number: 5 } }])
})

test('a monitor is running while a run is open, and late when an expected finish does not come', async () => {
  const { id: monitorId } = await make({ schedule: { type: 'interval', seconds: 60 }, graceSeconds: 86_400 })
  await beat(people.ada, monitorId, { receivedAt: minute(0) })
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({
    status: 'up',
    shown: 'late',
    expectedAt: new Date(minute(1)).toISOString(),
    deadlineAt: new Date(minute(1 + 24 * 60)).toISOString(),
  })
  expect((await listMonitors(people.ada, { status: 'late' })).data.map((monitor) => monitor.id)).toContain(monitorId)
  await beat(people.ada, monitorId, { signal: 'start', receivedAt: minute(2) })
  expect(await getMonitor(people.ada, { monitorId })).toMatchObject({ status: 'up', shown: 'running', openRuns: 1 })
})

test('people of another workspace see no runs or beats, and those of a deleted monitor are not visible', async () => {
  const { id: monitorId } = await make()
  const { runId } = await beat(people.ada, monitorId, { signal: 'start' })
  const looks = (ctx: ServiceContext) => [
    () => getRun(ctx, { runId: runId! }),
    () => getRunVersion(ctx, { runId: runId! }),
    () => listRuns(ctx, { monitorId }),
    () => listBeats(ctx, { monitorId }),
    () => listBeats(ctx, { monitorId, runId: runId! }),
  ]
  for (const look of looks(people.cleo)) await expectRefusal(look(), 'not_found')
  await deleteMonitor(people.ada, { monitorId })
  for (const look of looks(people.ada)) await expectRefusal(look(), 'not_found')
})
