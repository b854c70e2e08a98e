import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { tallyParts } from '@/lib/core'
import { aPart } from '@/lib/core/test-kit'
import type { Part, PartState } from '@/lib/core/types'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { loadTallies } from './part-tallies'

let db: TestDatabase
const [workspaceId, monitorId, runId] = [newId(), newId(), newId()]
const START = Date.parse('2026-11-21T12:00:00.000Z')
const MINUTE = 60_000

// Each part is a step of its own, so that its count, its gain and its end are compared alone.
const STATES: PartState[] = ['running', 'succeeded', 'failed', 'partial']
const parts: Part[] = STATES.flatMap((state) =>
  [null, 0, 7, 100, 250].flatMap((done) =>
    [null, 0, 100, 250].flatMap((total) =>
      [null, START + 30 * MINUTE].flatMap((rateFromAt) =>
        [null, 0, 5, 300].map((rateFromDone) => {
          return aPart({ runId, state, startedAt: START, done, total, rateFromAt, rateFromDone })
        }),
      ),
    ),
  ),
).map((part, n) => ({ ...part, step: `step ${n}`, position: n }))

beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'rules')`, [workspaceId])
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{"type":"none"}', 60)`,
    [workspaceId, monitorId],
  )
  await db.pool.query(
    `INSERT INTO run (workspace_id, monitor_id, id, number, state, started_at, last_beat_at, silent_from_at)
     VALUES ($1, $2, $3, 1, 'running', clock_timestamp(), clock_timestamp(), clock_timestamp())`,
    [workspaceId, monitorId, runId],
  )
  const columns = (...names: (keyof Part)[]) => names.map((name) => parts.map((part) => part[name]))
  await db.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, done, total, rate_from_at, rate_from_done)
     SELECT $1, $2, step, '', position, state, to_timestamp(started / 1000.0), to_timestamp(started / 1000.0), done, total,
       to_timestamp(rate_at / 1000.0), rate_done
     FROM unnest($3::text[], $4::int8[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[])
       AS t(step, position, state, started, done, total, rate_at, rate_done)`,
    [
      workspaceId,
      runId,
      ...columns('step', 'position', 'state', 'startedAt', 'done', 'total', 'rateFromAt', 'rateFromDone'),
    ],
  )
})
afterAll(() => db.drop())

test.each([
  [1, START],
  [1, START + 30 * MINUTE + 1],
  [1, START + 90 * MINUTE],
  [2, START + 90 * MINUTE],
])('in attempt %i at %i, every part counts, gains and ends in the database as in the core', async (attempt, at) => {
  const summed = (await loadTallies(db.pool, [{ workspaceId, id: runId, attempt, at }])).get(runId)!
  const stored = new Map(summed.map((tally) => [tally.step, tally]))
  expect(stored.size).toBe(640)
  for (const part of parts) {
    const { endsAt, ...expected } = tallyParts([part], { attempt, now: at })[0]!
    const { endsAt: storedEnd, ...tally } = stored.get(part.step)!
    expect({ part, tally, hasEnd: storedEnd !== null }).toEqual({ part, tally: expected, hasEnd: endsAt !== null })
    // Half a millisecond is rounded up by one and to the even number by the other.
    expect(Math.abs((storedEnd ?? 0) - (endsAt ?? 0))).toBeLessThanOrEqual(1)
  }
})
