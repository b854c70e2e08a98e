import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { loadIdempotency } from './insert-beats'

const W = testId('w')
const M = testId('m')

let db: TestDatabase
let pool: Pool

beforeAll(async () => {
  db = await createTestDatabase()
  pool = createPool(db.url, { name: 'ingest', role: 'ingest', max: 1, statementTimeoutMs: 10_000, byIndex: true })
  await db.pool.query(
    `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, beat, amounts, seq, received_at)
     SELECT $1::uuid, $2::uuid, 'nightly', 'beat-' || n, '/', n, now() FROM generate_series(1, 10000) AS n`,
    [W, M],
  )
})
afterAll(async () => {
  await pool.end()
  await db.drop()
})

const wanted = (beat: string, key = 'nightly') => ({ workspaceId: W, monitorId: M, key, beat })

it('a beat with a key that ten thousand others used reads its own answer and one more row', async () => {
  const client = await pool.connect()
  const rowsRead = async () => {
    const { rows } = await client.query<{ n: number }>(
      `SELECT seq_tup_read + idx_tup_fetch AS n FROM pg_stat_xact_user_tables WHERE relname = 'beat_idempotency'`,
    )
    return rows[0]!.n
  }
  await client.query('BEGIN')
  const beats = ['beat-17', 'beat-9000', 'another']
  const answered = await loadIdempotency(
    client,
    beats.map((beat) => wanted(beat)),
  )
  expect(await rowsRead()).toBeLessThanOrEqual(3 * beats.length)
  expect(answered.get(`${M}nightly`)!.map(({ beat }) => beat)).toEqual(expect.arrayContaining(['beat-17', 'beat-9000']))
  await client.query('ROLLBACK')
  client.release()
})

it('for another beat of the key one row is returned, for an unused key none, and a row of an older release matches every beat', async () => {
  await db.pool.query(
    `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, beat, amounts, seq, received_at) VALUES ($1, $2, 'old', '', '', 1, now())`,
    [W, M],
  )
  const client = await pool.connect()
  const answered = await loadIdempotency(client, [wanted('new'), wanted('new', 'unused'), wanted('new', 'old')])
  client.release()
  expect(answered.get(`${M}nightly`)).toHaveLength(1)
  expect(answered.get(`${M}unused`)).toBeUndefined()
  expect(answered.get(`${M}old`)).toMatchObject([{ beat: '', seq: 1 }])
})
