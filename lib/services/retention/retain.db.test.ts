import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { createLog } from '@/lib/base/log'
import { testId } from '@/lib/base/testing/test-id'
import { createPool } from '@/lib/db/pool'
import { idBound } from '@/lib/db/retention/delete-old'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { retain } from './retain'

const log = createLog('test', 'silent')

const DAY = 86_400_000
const W = testId('w')
const M = testId('m')

let database: TestDatabase
let pool: TestDatabase['pool']
let worker: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  pool = database.pool
  worker = createPool(database.url, { name: 'test', role: 'worker', max: 2, statementTimeoutMs: 10_000 })
})

afterAll(async () => {
  await worker.end()
  await database.drop()
})

const partitions = async () =>
  (
    await pool.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'beat'::regclass ORDER BY 1`,
    )
  ).rows.map((row) => row.name)

const dayName = (at: number) => `beat_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`

test('partitions exist for a week ahead, and those older than the retention are dropped with their beats', async () => {
  const now = Date.now()
  await pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 12, 2)`)
  expect(await partitions()).toContain(dayName(now - 12 * DAY))
  const done = await retain(worker, { days: 10, now, log })
  expect(done.partitionsDropped).toEqual([dayName(now - 12 * DAY)])
  expect((await retain(worker, { days: 10, now, log })).partitionsDropped).toEqual([dayName(now - 11 * DAY)])
  const left = await partitions()
  expect(left).not.toContain(dayName(now - 11 * DAY))
  for (let ahead = 0; ahead <= 7; ahead++) expect(left).toContain(dayName(now + ahead * DAY))
  expect(await retain(worker, { days: 10, now, log })).toEqual({
    partitionsMade: 0,
    usageDaysMade: 0,
    partitionsDropped: [],
    partitionInTheWay: null,
    rowsDeleted: 0,
    workspacesPurged: [],
    monitorsPurged: [],
    veto: null,
  })
})

test('old history is deleted; open runs and incidents of any age stay, and so does the latest flip', async () => {
  const now = Date.now()
  const old = new Date(now - 100 * DAY)
  const oldId = (n: number) => idBound(old.getTime()).replace(/.$/, String(n))
  await pool.query(`INSERT INTO workspace (id, name) VALUES ('${W}', 'Ada')`)
  await pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ('${W}', '${M}', 'job', '{"type":"none"}', 0)`,
  )
  await pool.query(
    `INSERT INTO monitor_state (workspace_id, monitor_id, status, flip_version) VALUES ('${W}', '${M}', 'down', 3)`,
  )
  await pool.query(
    `INSERT INTO channel (workspace_id, id, kind, name, config) VALUES ('${W}', '${testId('c')}', 'email', 'mail', '{}')`,
  )
  const runs: [string, string, Date][] = [
    [oldId(1), 'succeeded', old],
    [oldId(2), 'running', old],
    [newId(), 'succeeded', new Date(now)],
  ]
  for (const [index, [id, state, at]] of runs.entries()) {
    await pool.query(
      `INSERT INTO run (workspace_id, id, monitor_id, number, state, last_beat_at, ended_at, silent_from_at)
       VALUES ('${W}', $1, '${M}', $2, $3, $4, $5, $4)`,
      [id, index, state, at, state === 'running' ? null : at],
    )
    await pool.query(
      `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at)
       VALUES ('${W}', $1, 'load', '', 0, 'running', $2, $2)`,
      [id, at],
    )
  }
  for (const version of [1, 2, 3]) {
    await pool.query(
      `INSERT INTO flip (workspace_id, id, monitor_id, version, from_status, to_status, at, reason)
       VALUES ('${W}', $1, '${M}', $2, 'up', 'down', $3, 'missed')`,
      [oldId(version), version, old],
    )
  }
  await pool.query(
    `INSERT INTO incident (workspace_id, id, monitor_id, opened_at, closed_at, reason, open_flip_id, close_flip_id)
     VALUES ('${W}', $1, '${M}', $2, $2, 'missed', $3, $4)`,
    [oldId(1), old, oldId(1), oldId(2)],
  )
  await pool.query(
    `INSERT INTO incident (workspace_id, id, monitor_id, opened_at, reason, open_flip_id) VALUES ('${W}', $1, '${M}', $2, 'missed', $3)`,
    [oldId(2), old, oldId(3)],
  )
  for (const [n, state] of [
    [1, 'sent'],
    [2, 'pending'],
  ] as const) {
    await pool.query(
      `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, event, state, ended_at)
       VALUES ('${W}', $1::uuid, '${testId('c')}', 'test', $1::uuid, '{}', $2, $3)`,
      [oldId(n), state, state === 'sent' ? old : null],
    )
  }
  await pool.query(
    `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, seq, received_at)
     VALUES ('${W}', '${M}', 'old', 1, clock_timestamp() - interval '73 hours'), ('${W}', '${M}', 'young', 2, clock_timestamp() - interval '71 hours')`,
  )
  await retain(worker, { days: 90, now, log })
  const left = async (table: string, column: string) =>
    (await pool.query(`SELECT ${column} AS v FROM ${table} ORDER BY 1`)).rows.map((row) => row.v)
  expect(await left('run', 'state')).toEqual(['running', 'succeeded'])
  expect(await left('run_part', 'step')).toEqual(['load', 'load'])
  expect(await left('flip', 'version')).toEqual([3])
  expect(await left('incident', 'id')).toEqual([oldId(2)])
  expect(await left('delivery', 'state')).toEqual(['pending'])
  expect(await left('beat_idempotency', 'key')).toEqual(['young'])
})

test('the last tick of ingest stays, so that a long outage is still detected', async () => {
  await pool.query(
    `INSERT INTO ingest_node VALUES ('a', now(), now() - interval '9 days', now()), ('b', now(), now() - interval '3 days', now())`,
  )
  const ids = async () => (await pool.query('SELECT id FROM ingest_node ORDER BY id')).rows.map(({ id }) => id)
  // Three days without a tick look the same as a clock that is ahead: nothing is deleted.
  expect((await retain(worker, { days: 1, now: Date.now(), log })).veto).toMatch(/heard last/)
  expect(await ids()).toEqual(['a', 'b'])
  await pool.query(`UPDATE ingest_node SET seen_at = now() - interval '3 hours' WHERE id = 'b'`)
  await retain(worker, { days: 1, now: Date.now(), log })
  expect(await ids()).toEqual(['b'])
})

const count = async (table: string) => (await pool.query(`SELECT 1 FROM ${table}`)).rows.length

async function makeOldRows(): Promise<{ partition: string; now: number }> {
  const now = Date.now()
  await pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 15, 1)`)
  await pool.query(`DELETE FROM beat_idempotency`)
  await pool.query(
    `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, seq, received_at) VALUES ('${W}', '${M}', 'old', 1, $1), ('${W}', '${M}', 'new', 2, $2)`,
    [new Date(now - 4 * DAY), new Date(now)],
  )
  return { partition: dayName(now - 15 * DAY), now }
}

test.each([-400, -2, 2, 100, 400])('a worker whose own clock is %i days off deletes nothing', async (days) => {
  const { partition, now } = await makeOldRows()
  const [runs, flips] = [await count('run'), await count('flip')]
  const done = await retain(worker, { days: 10, now: now + days * DAY, log })
  expect(done).toMatchObject({ rowsDeleted: 0, partitionsDropped: [], veto: expect.stringContaining('apart') })
  expect([await count('run'), await count('flip'), await count('beat_idempotency')]).toEqual([runs, flips, 2])
  expect(await partitions()).toContain(partition)
})

test.each([
  ['while the clock is not trusted', "clock_timestamp() - interval '1 hour'", 'NULL'],
  ['within a day of that', "clock_timestamp() - interval '25 hours'", "clock_timestamp() - interval '23 hours'"],
  ['after a clock that ran ahead', 'clock_timestamp()', "clock_timestamp() + interval '120 days'"],
])('nothing is deleted %s', async (_, started, ended) => {
  const { partition, now } = await makeOldRows()
  await pool.query(`INSERT INTO clock_hold (started_at, ended_at) VALUES (${started}, ${ended})`)
  expect(await retain(worker, { days: 10, now, log })).toMatchObject({ rowsDeleted: 0, partitionsDropped: [] })
  expect(await partitions()).toContain(partition)
  await pool.query('DELETE FROM clock_hold')
  expect(await retain(worker, { days: 10, now, log })).toMatchObject({ rowsDeleted: 1, partitionsDropped: [partition] })
})

test('a partition that a long query reads is left for the next pass, and no beat waits for it', async () => {
  const { partition, now } = await makeOldRows()
  const reader = new pg.Client({ connectionString: database.url })
  await reader.connect()
  await reader.query('BEGIN')
  await reader.query('SELECT count(*) FROM beat')
  const retained = retain(worker, { days: 10, now, log })
  let slowest = 0
  let isOver = false
  const done = retained.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const began = performance.now()
    await pool.query(
      `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal) VALUES ('${W}', '${M}', 1, clock_timestamp(), 'l')`,
    )
    slowest = Math.max(slowest, performance.now() - began)
  }
  expect(await done).toMatchObject({ partitionsDropped: [], partitionInTheWay: partition })
  expect(slowest).toBeLessThan(1_000)
  await reader.query('COMMIT')
  await reader.end()
  expect((await retain(worker, { days: 10, now, log })).partitionsDropped).toEqual([partition])
  await pool.query(`DELETE FROM beat WHERE workspace_id = '${W}'`)
})
