import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { parseBeat } from '@/lib/contract/beat-parse'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { ConfigCache } from '@/lib/db/monitor-state'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { checkDue } from '../checker/check-due'
import type { BeatCall } from './beat-call'
import { type BatchContext, commitBatch } from './commit-batch'
import { MonitorCache } from './monitor-cache'
import { DEFAULT_BOUNDS, type IngestBounds } from './runs-of-day'
import { type HeardMonitor, makeHeardMonitor, testKeyring } from './testing/heard-monitor'

let db: TestDatabase
let pool: Pool
const MIDNIGHT = Date.parse('2026-11-25T00:00:00Z')
const START = MIDNIGHT - 4 * 3_600_000
const log = createLog('test', 'silent')

beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query('SELECT ensure_beat_partitions($1, 3)', [new Date(START)])
  pool = createPool(db.url, { name: 'ingest', max: 2, statementTimeoutMs: 5_000, byIndex: true })
})
afterAll(async () => {
  await pool.end()
  await db.drop()
})

const REQUEST: BeatRequest = {
  path: null,
  query: '',
  contentType: '',
  body: Buffer.alloc(0),
  bodyTruncated: false,
  idempotencyHeader: null,
  traceparent: null,
}

/** A process that has just started and has cached nothing. */
const aProcess = (bounds: IngestBounds = DEFAULT_BOUNDS): BatchContext => ({
  bounds,
  cache: new MonitorCache(),
  log,
  isLocked: false,
})

type Said = [seconds: number, signal: 'start' | 'progress' | 'success' | 'fail', query?: string]

async function say({ key }: HeardMonitor, ctx: BatchContext, ...all: Said[]) {
  const calls = all.map(([seconds, signal, query = '']): BeatCall => {
    const { fields, warnings } = parseBeat({ ...REQUEST, path: { signal, exit: null }, query })
    const from = { method: 'GET', agent: null, ip: null, isCoalesced: false }
    return { key, keyHash: testKeyring.hash(key), fields, warnings, receivedAt: START + seconds * 1000, ...from }
  })
  const client = await pool.connect()
  try {
    return (await commitBatch(client, calls, ctx)).results
  } finally {
    client.release()
  }
}

async function runsOf({ monitorId }: HeardMonitor): Promise<string[]> {
  const { rows } = await db.pool.query('SELECT state FROM run WHERE monitor_id = $1 ORDER BY number', [monitorId])
  return rows.map((row) => row.state)
}

const batch: Said[] = [
  [0, 'start', 'shard=c1&shards=2'],
  [0, 'start', 'shard=c2'],
  [90, 'success', 'shard=c1'],
  [120, 'fail', 'shard=c2'],
]

it.each<[string, Said[], string[]]>([
  ['a late progress opens no run', [...batch, [120.1, 'progress', 'shard=c1']], ['partial']],
  [
    'a restarted shard repairs the run',
    [...batch, [130, 'start', 'shard=c2'], [4000, 'success', 'shard=c2']],
    ['succeeded'],
  ],
  ['the next batch opens the next run', [...batch, [1800, 'progress', 'shard=c1&shards=2']], ['partial', 'running']],
  [
    'a repeated fail is recorded once',
    [
      [0, 'fail'],
      [10, 'fail'],
    ],
    ['failed'],
  ],
  [
    'a run with a key in between does not change that',
    [
      [0, 'fail'],
      [5, 'success', 'run=a'],
      [10, 'fail'],
    ],
    ['failed', 'succeeded'],
  ],
])('%s, with a new process for each call, with one process, and with one batch', async (_, calls, expected) => {
  const schedule = { type: 'none' }
  const [cold, warm, together] = [
    await makeHeardMonitor(db.pool, { schedule, endsOn: 'shards' }),
    await makeHeardMonitor(db.pool, { schedule, endsOn: 'shards' }),
    await makeHeardMonitor(db.pool, { schedule, endsOn: 'shards' }),
  ]
  const one = aProcess()
  for (const call of calls) {
    await say(cold, aProcess(), call)
    await say(warm, one, call)
  }
  await say(together, aProcess(), ...calls)
  expect(await runsOf(cold)).toEqual(expected)
  expect(await runsOf(warm)).toEqual(expected)
  expect(await runsOf(together)).toEqual(expected)
})

it('a run that was given up fails at its limit, and the flip has its number and the shard that did not end', async () => {
  const monitor = await makeHeardMonitor(db.pool, {
    schedule: { type: 'none' },
    maxRuntimeSeconds: 4500,
    endsOn: 'shards',
  })
  const ctx = aProcess()
  await say(monitor, ctx, [0, 'start', 'shard=c1&shards=2'], [0, 'start', 'shard=c7'], [60, 'success', 'shard=c1'])
  await say(monitor, ctx, [1800, 'progress', 'shard=c1&shards=2'], [1801, 'progress', 'shard=c7'])
  await say(monitor, ctx, [2400, 'success', 'shard=c1'], [2401, 'success', 'shard=c7'])
  expect(await runsOf(monitor)).toEqual(['lost', 'succeeded'])
  const checker = { pool, configs: new ConfigCache(), log } as unknown as Parameters<typeof checkDue>[0]
  await checkDue(checker, { clock: START + 4_500_000, limit: 10 })
  const { rows } = await db.pool.query(
    `SELECT f.to_status, f.reason, f.part, f.at, r.number FROM flip f JOIN run r ON r.id = f.run_id
     WHERE f.monitor_id = $1 ORDER BY f.version DESC LIMIT 1`,
    [monitor.monitorId],
  )
  expect(rows).toEqual([{ to_status: 'down', reason: 'lost', part: '/c7', at: START + 4_500_000, number: 1 }])
})

it('above the daily limit no run is created, beats still count, and the next day starts again from zero', async () => {
  const monitor = await makeHeardMonitor(db.pool, { schedule: { type: 'none' } })
  const bounds = { partsPerRun: 2, runsPerDay: 2 }
  const [first, second, third] = [aProcess(bounds), aProcess(bounds), aProcess(bounds)]
  await say(monitor, first, [0, 'success', 'run=1'], [1, 'success', 'run=2'])
  const [start, fail] = await say(monitor, second, [2, 'start', 'run=3'], [3, 'fail', 'run=4'])
  expect(start).toMatchObject({ kind: 'counted', runId: null, warnings: [expect.stringContaining('too many runs')] })
  expect(fail).toMatchObject({ kind: 'counted', runId: null })
  const state = async () =>
    (await db.pool.query('SELECT status, runs_dropped FROM monitor_state WHERE monitor_id = $1', [monitor.monitorId]))
      .rows
  expect(await state()).toEqual([{ status: 'down', runs_dropped: 2 }])
  await say(monitor, third, [4 * 3600 + 1, 'success', 'run=5'])
  expect(await state()).toEqual([{ status: 'up', runs_dropped: 0 }])
  expect(await runsOf(monitor)).toEqual(['succeeded', 'succeeded', 'succeeded'])
})

it('above the limit of parts no part is created, in every process', async () => {
  const monitor = await makeHeardMonitor(db.pool, { schedule: { type: 'none' } })
  const bounds = { partsPerRun: 3, runsPerDay: 10 }
  for (const shard of ['1', '2', '3', '4', '1']) {
    await say(monitor, aProcess(bounds), [Number(shard), 'progress', `run=a&step=load&shard=${shard}`])
  }
  const { rows } = await db.pool.query(
    `SELECT part_count, parts_dropped, (SELECT count(*) FROM run_part p WHERE p.run_id = r.id) AS parts
     FROM run r WHERE monitor_id = $1`,
    [monitor.monitorId],
  )
  expect(rows).toEqual([{ part_count: 3, parts_dropped: 2, parts: 3 }])
})
