import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { createPool } from '../pool'
import { CONNECT_MS, createTestDatabase, type TestDatabase } from '../testing/test-database'
import { loadHourGains } from './hour-gains'

let database: TestDatabase
let pool: Pool
const workspaceId = newId()
const HOUR_MS = 3_600_000
let now: number

beforeAll(async () => {
  database = await createTestDatabase()
  const options = { name: 'test', max: 2, statementTimeoutMs: 10_000, connectTimeoutMs: CONNECT_MS, byIndex: true }
  pool = createPool(database.url, options)
  await database.pool.query("INSERT INTO workspace (id, name, timezone) VALUES ($1, 'Ada', 'UTC')", [workspaceId])
  const { rows } = await database.pool.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now')
  now = Math.floor(Number(rows[0].now))
  await database.pool.query(`SELECT ensure_beat_partitions(current_date - 3, 6)`)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

/**
 * A run that began `hours` ago, with this many shards. Each shard is at 500; 200 of them were done
 * in the last hour.
 */
async function aRun({ shards, hours }: { shards: number; hours: number }) {
  const [monitorId, id] = [newId(), newId()]
  const of = [workspaceId, monitorId]
  await database.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'crawl', '{"type":"none"}', 10)`,
    of,
  )
  await database.pool.query(
    `INSERT INTO run (workspace_id, monitor_id, id, number, state, started_at, last_beat_at, silent_from_at)
     VALUES ($1, $2, $3, 1, 'running', to_timestamp($4 / 1000.0::float8), clock_timestamp(), clock_timestamp())`,
    [...of, id, now - hours * HOUR_MS],
  )
  await database.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, done)
     SELECT $1, $2, '', 's' || n, n, 'running', to_timestamp($3 / 1000.0::float8), clock_timestamp(), 500
     FROM generate_series(1, $4::int) AS n`,
    [workspaceId, id, now - hours * HOUR_MS, shards],
  )
  let seq = 0
  /** Beats of each shard, or this many beats of the run itself. */
  const beats = async (
    hoursAgo: number,
    { count = shards, done, of: runId = id }: { count?: number; done?: number; of?: string },
  ) => {
    await database.pool.query(
      `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, run_id, shard, detail)
       SELECT $1, $2, $3::int8 + n, to_timestamp($4 / 1000.0::float8), 'progress', $5, CASE WHEN $6::float8 IS NULL THEN NULL ELSE 's' || n END,
         CASE WHEN $6::float8 IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('done', $6::float8) END
       FROM generate_series(1, $7::int) AS n`,
      [...of, seq, now - hoursAgo * HOUR_MS, runId, done ?? null, count],
    )
    seq += count
  }
  const ref = { workspaceId, monitorId, id, at: now }
  return { beats, ref, gains: async () => (await loadHourGains(pool, [ref])).get(id) }
}

const ofShards = (gained: number) => ({ own: 0, groups: [{ step: '', ofShards: true, gained }] })

/**
 * How long it takes, in ms, to read two thousand shards (last beats a day ago and half an hour ago)
 * among this many other beats.
 */
async function timeBeside(others: number): Promise<number> {
  const { beats, gains } = await aRun({ shards: 2_000, hours: 30 })
  await beats(29, { done: 300 })
  await beats(28, { count: others })
  await beats(0.5, { done: 500 })
  const begunAt = performance.now()
  expect(await gains()).toEqual(ofShards(2_000 * 200))
  return performance.now() - begunAt
}

test('two thousand shards with their last beats hours ago are found with one read, not each with a search in all beats', async () => {
  await timeBeside(0)
  const few = await timeBeside(150)
  expect(await timeBeside(15_000)).toBeLessThan(10 * few)
})

test('a run among many other beats of its monitor costs no more than the read limit', async () => {
  const { beats, ref } = await aRun({ shards: 10, hours: 40 })
  await beats(39, { done: 300 })
  await beats(38, { count: 120_000, of: newId() })
  await beats(0.5, { done: 500 })
  const { rows } = await pool.query('SELECT count(*) FROM beat')
  expect(rows[0].count).toBeGreaterThan(120_000)
  const begunAt = performance.now()
  // Their earlier work is outside the read limit: it is unknown, and not five hundred each.
  const gains = await loadHourGains(pool, [ref])
  expect(performance.now() - begunAt).toBeLessThan(1_000)
  expect([...gains]).toEqual([[ref.id, null]])
})

test('with more beats in the hour than the read limit, the count is unknown', async () => {
  const { beats, gains } = await aRun({ shards: 10, hours: 3 })
  await beats(2, { done: 300 })
  await beats(0.5, { done: 400 })
  await beats(0.4, { count: 21_000 })
  await beats(0.1, { done: 500 })
  expect(await gains()).toBeNull()
})

test('several runs of a monitor are counted separately', async () => {
  const { beats, ref, gains } = await aRun({ shards: 3, hours: 5 })
  await beats(4, { done: 300 })
  await beats(0.5, { count: 5, done: 900, of: newId() })
  await beats(0.5, { done: 500 })
  expect(await gains()).toEqual(ofShards(600))
  const at = now - 2 * HOUR_MS
  const earlier = await loadHourGains(pool, [ref, { ...ref, id: newId(), at }])
  expect([...earlier]).toEqual([[ref.id, ofShards(600)]])
})

test('the core gets what is stored of each part and what its beats say: a part that succeeded has done its rest in the hour of its end', async () => {
  const [monitorId, runId] = [newId(), newId()]
  const at = (hoursAgo: number) => now - hoursAgo * HOUR_MS
  await database.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{"type":"none"}', 10)`,
    [workspaceId, monitorId],
  )
  await database.pool.query(
    `INSERT INTO run (workspace_id, monitor_id, id, number, state, started_at, last_beat_at, silent_from_at, done, total, rate_from_done)
     VALUES ($1, $2, $3, 1, 'succeeded', to_timestamp($4 / 1000.0::float8), clock_timestamp(), clock_timestamp(), 60, 900, 50)`,
    [workspaceId, monitorId, runId, at(5)],
  )
  // Each: its name, when it ended, its `done` now, and its beats: how long ago, `done` and `add`.
  const parts: [string, number | null, number | null, [number, number | null, number | null][]][] = [
    ['ends in the hour', 0.2, 40, [[0.5, null, 7]]],
    ['ends without a done', 0.2, null, [[0.2, null, null]]],
    ['ended before', 1.5, 40, [[0.5, null, 7]]],
    [
      'rose',
      null,
      40,
      [
        [3, 10, null],
        [2.9, null, 5],
        [0.5, 40, null],
      ],
    ],
    ['rose from its base', null, 40, [[0.5, 40, null]]],
    [
      'adds',
      null,
      40,
      [
        [1.5, 30, null],
        [0.5, null, 3],
        [0.4, null, 4],
      ],
    ],
  ]
  const beats: [string | null, number, number | null, number | null][] = [
    [null, 0.5, 60, null],
    ...parts.flatMap(([step, , , own]) =>
      own.map((beat) => [step, ...beat] as [string, number, number | null, number | null]),
    ),
  ]
  await database.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, ended_at, last_beat_at, done, total, rate_from_done)
     SELECT $1, $2, step, '', n, CASE WHEN ended IS NULL THEN 'running' ELSE 'succeeded' END, to_timestamp($3 / 1000.0::float8),
       to_timestamp(ended / 1000.0), clock_timestamp(), done, 100, CASE WHEN step = 'rose from its base' THEN 15 END
     FROM unnest($4::text[], $5::float8[], $6::float8[]) WITH ORDINALITY AS t(step, ended, done, n)`,
    [
      workspaceId,
      runId,
      at(5),
      parts.map(([step]) => step),
      parts.map(([, ended]) => (ended === null ? null : at(ended))),
      parts.map(([, , done]) => done),
    ],
  )
  const inOrder = beats.toSorted((a, b) => b[1] - a[1])
  await database.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, run_id, step, detail)
     SELECT $1, $2, n, to_timestamp(received / 1000.0), 'progress', $3, step, jsonb_strip_nulls(jsonb_build_object('done', done, 'add', added))
     FROM unnest($4::text[], $5::float8[], $6::float8[], $7::float8[]) WITH ORDINALITY AS t(step, received, done, added, n)`,
    [
      workspaceId,
      monitorId,
      runId,
      inOrder.map(([step]) => step),
      inOrder.map(([, hoursAgo]) => at(hoursAgo)),
      inOrder.map(([, , done]) => done),
      inOrder.map(([, , , added]) => added),
    ],
  )
  const gains = (await loadHourGains(pool, [{ workspaceId, monitorId, id: runId, at: now }])).get(runId)!
  expect(gains.own).toBe(10)
  expect(Object.fromEntries(gains.groups.map(({ step, gained }) => [step, gained]))).toEqual({
    'ends in the hour': 7 + 60,
    'ends without a done': 100,
    'ended before': 7,
    rose: 25,
    'rose from its base': 25,
    adds: 7,
  })
})
