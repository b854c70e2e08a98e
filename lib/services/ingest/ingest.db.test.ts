import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { makeHeardMonitor } from './testing/heard-monitor'
import { openIngest } from './testing/open-ingest'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const CALLER = { method: 'GET', agent: null, ip: null }
const call = (query = '', path: BeatRequest['path'] = null): BeatRequest => ({
  path,
  query,
  contentType: '',
  body: Buffer.alloc(0),
  bodyTruncated: false,
  idempotencyHeader: null,
  traceparent: null,
})
const clear = () => db.pool.query('DELETE FROM ingest_node')

it('two processes and many callers give each monitor a seq without gaps, and every counted beat is a row', async () => {
  await clear()
  const monitors = await Promise.all(Array.from({ length: 5 }, () => makeHeardMonitor(db.pool)))
  const nodes = [await openIngest(db.url, { node: 'one' }), await openIngest(db.url, { node: 'two' })]
  const results = await Promise.all(
    Array.from({ length: 400 }, (_, i) =>
      nodes[i % 2]!.ingest.record(monitors[i % 5]!.key, call(`run=${i % 7}`), CALLER),
    ),
  )
  expect(results.every((r) => r.kind === 'counted')).toBe(true)
  const { rows } = await db.pool.query(
    `SELECT s.seq, count(*) AS beats, min(b.seq) AS first, max(b.seq) AS last FROM monitor_state s JOIN beat b USING (workspace_id, monitor_id)
     WHERE s.monitor_id = ANY($1) GROUP BY s.monitor_id, s.seq`,
    [monitors.map((m) => m.monitorId)],
  )
  expect(rows).toEqual(Array.from({ length: 5 }, () => ({ seq: 80, beats: 80, first: 1, last: 80 })))
  await Promise.all(nodes.map((n) => n.stop()))
})

it('the watermark never passes a beat that is not committed yet', async () => {
  await clear()
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const blocker = await db.pool.connect()
  await blocker.query('BEGIN')
  await blocker.query('SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', [monitorId])
  const waiting = open.ingest.record(key, call(), CALLER)
  const { rows: before } = await db.pool.query<{ now: number }>('SELECT clock_timestamp() AS now')
  const watermark = async () =>
    (await db.pool.query<{ watermark: number; seen_at: number }>('SELECT watermark, seen_at FROM ingest_node')).rows[0]!
  let tick = await watermark()
  while (tick.seen_at <= before[0]!.now + 300) tick = await watermark()
  expect(tick.watermark).toBeLessThanOrEqual(before[0]!.now)
  await blocker.query('ROLLBACK')
  blocker.release()
  expect((await waiting).kind).toBe('counted')
  const { rows } = await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0]!.received_at).toBeGreaterThan(tick.watermark)
  await open.stop()
})

it('a batch that waits for a lock delays no other beat', async () => {
  await clear()
  const [held, free] = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
  const open = await openIngest(db.url)
  const blocker = await db.pool.connect()
  await blocker.query('BEGIN')
  await blocker.query('SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', [held.monitorId])
  let isHeld = true
  const waiting = Array.from({ length: 20 }, () =>
    open.ingest.record(held.key, call(), CALLER).finally(() => {
      isHeld = false
    }),
  )
  await new Promise((resolve) => setImmediate(resolve))
  expect((await open.ingest.record(free.key, call(), CALLER)).kind).toBe('counted')
  expect(isHeld).toBe(true)
  await blocker.query('ROLLBACK')
  blocker.release()
  expect((await Promise.all(waiting)).map((r) => r.kind)).toEqual(waiting.map(() => 'counted'))
  await open.stop()
})

it('a silence of all processes longer than five seconds is an outage, recorded once', async () => {
  await clear()
  await db.pool.query('DELETE FROM outage')
  await (await openIngest(db.url, { node: 'before' })).stop()
  await db.pool.query(
    `UPDATE ingest_node SET seen_at = seen_at - interval '10 minutes', watermark = watermark - interval '10 minutes'`,
  )
  const nodes = await Promise.all([openIngest(db.url, { node: 'one' }), openIngest(db.url, { node: 'two' })])
  const { rows } = await db.pool.query<{ started_at: number; ended_at: number; recovers_at: number }>(
    'SELECT * FROM outage',
  )
  expect(rows).toHaveLength(1)
  expect(Math.round((rows[0]!.ended_at - rows[0]!.started_at) / 60_000)).toBe(10)
  expect(rows[0]!.recovers_at - rows[0]!.ended_at).toBe(300_000)
  await Promise.all(nodes.map((n) => n.stop()))
})

it('a process that stops answers the calls in progress and refuses new ones', async () => {
  await clear()
  const { key } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const held = Array.from({ length: 50 }, () => open.ingest.record(key, call(), CALLER))
  const stopped = open.stop()
  const late = await open.ingest.record(key, call(), CALLER)
  expect(late).toMatchObject({ kind: 'unavailable' })
  expect((await Promise.all(held)).every((r) => r.kind === 'counted')).toBe(true)
  await stopped
})

it('beats are taken again after every connection was closed, and interrupted beats are refused, not lost', async () => {
  await clear()
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  let counted = 0
  for (let round = 0; round < 5; round++) {
    const held = Array.from({ length: 40 }, () => open.ingest.record(key, call(), CALLER))
    await db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lubdub-ingest' AND datname = current_database()`,
    )
    for (const result of await Promise.all(held)) {
      expect(['counted', 'unavailable']).toContain(result.kind)
      if (result.kind === 'counted') counted += 1
    }
  }
  // The process may not have read yet that a connection is closed. The test calls again, as a job does.
  let last = 'unavailable'
  for (let attempt = 0; attempt < 20 && last === 'unavailable'; attempt++)
    last = (await open.ingest.record(key, call(), CALLER)).kind
  expect(last).toBe('counted')
  const { rows } = await db.pool.query('SELECT count(*) AS beats, max(seq) AS last FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0].beats).toBeGreaterThanOrEqual(counted + 1)
  expect(rows[0].last).toBe(rows[0].beats)
  await open.stop()
})

it('a beat for a day without a partition creates the partition', async () => {
  await clear()
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT 'beat_' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD') AS name`,
  )
  await db.pool.query(`DROP TABLE ${rows[0]!.name}`)
  expect((await open.ingest.record(key, call(), CALLER)).kind).toBe('counted')
  const kept = await db.pool.query('SELECT 1 FROM beat WHERE monitor_id = $1', [monitorId])
  expect(kept.rowCount).toBe(1)
  await open.stop()
})

it('progress above the quota of a workspace changes the state and leaves no row; far above the quota it is refused', async () => {
  await clear()
  const one = await makeHeardMonitor(db.pool)
  const others = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url, { beatsPerMinute: 5 })
  // A key that does not exist charges no workspace.
  expect(await open.ingest.record('ldb_none', call(), CALLER)).toMatchObject({ kind: 'unknown_key' })
  // At once: what is sent one after another takes time, in which more beats are allowed.
  const send = (key: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const result = await open.ingest.record(key, call('status=progress'), CALLER)
        return result.kind === 'counted' && result.isCoalesced ? 'coalesced' : result.kind
      }),
    )
  // The first beat shows the workspace of the key, and is charged as well: the five beats of a minute may come at once.
  expect(await send(one.key, 1)).toEqual(['counted'])
  expect(await send(one.key, 7)).toEqual([...Array<string>(4).fill('counted'), ...Array<string>(3).fill('coalesced')])
  expect(await send(one.key, 43)).toEqual([...Array<string>(42).fill('coalesced'), 'too_many'])
  const progress = call('status=progress')
  expect(await open.ingest.record(one.key, progress, CALLER)).toMatchObject({ kind: 'too_many', of: 'workspace' })
  expect(await send(others.key, 3)).toEqual(['counted', 'counted', 'counted'])
  const { rows } = await db.pool.query(
    `SELECT (SELECT count(*) FROM beat b WHERE b.monitor_id = s.monitor_id) AS kept,
       s.last_beat_at > (SELECT max(received_at) FROM beat b WHERE b.monitor_id = s.monitor_id) AS heard
     FROM monitor_state s WHERE monitor_id = $1`,
    [one.monitorId],
  )
  expect(rows).toEqual([{ kept: 5, heard: true }])
  await open.stop()
})
