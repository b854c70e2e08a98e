import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { readPathSignal } from '@/lib/contract/said'
import { signalWord } from '@/lib/db/ingest/signal-bytes'
import { loadBeats } from '@/lib/db/queries/beat-rows'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { BeatResult } from './beat-call'
import { addKey, makeHeardMonitor } from './testing/heard-monitor'
import { type OpenIngest, openIngest } from './testing/open-ingest'

let db: TestDatabase
let open: OpenIngest
let paced: OpenIngest

beforeAll(async () => {
  db = await createTestDatabase()
  open = await openIngest(db.url, { node: 'one' })
  paced = await openIngest(db.url, { node: 'paced', beatsPerSecond: 4 })
})

afterAll(async () => {
  await Promise.all([open.stop(), paced.stop()])
  await db.drop()
})

interface Sent {
  path?: string
  query?: string
  body?: string
  method?: string
  ip?: string
  by?: OpenIngest
}

function send(key: string, { path = '', query = '', body = '', method = 'GET', ip, by = open }: Sent = {}) {
  const request: BeatRequest = {
    path: readPathSignal(path),
    query,
    contentType: 'text/plain',
    body: Buffer.from(body),
    bodyTruncated: false,
    idempotencyHeader: null,
    traceparent: null,
  }
  return by.ingest.record(key, request, { method, agent: null, ip: ip ?? null })
}

const counted = (result: BeatResult) => (result.kind === 'counted' ? result : { kind: result.kind, warnings: [] })
const beatsOf = async (monitorId: string) =>
  (
    await db.pool.query(
      `SELECT ${signalWord('signal')} AS signal, message, output FROM beat WHERE monitor_id = $1 ORDER BY seq`,
      [monitorId],
    )
  ).rows

it('the address of a caller is read back as a detail of its beat, beside the other details', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  await send(key, { ip: '192.0.2.7', path: '/start' })
  await send(key, { ip: '2001:db8::7', path: '/progress', query: 'done=3' })
  await send(key)
  const { rows } = await db.pool.query<{ workspace_id: string }>('SELECT workspace_id FROM monitor WHERE id = $1', [
    monitorId,
  ])
  const workspaceId = rows[0]!.workspace_id
  const beats = await loadBeats(db.pool, { workspaceId, monitorId }, { below: null, limit: 3, span: null })
  expect(beats.map(({ detail }) => detail)).toEqual([null, { done: 3, ip: '2001:db8::7' }, { ip: '192.0.2.7' }])
})

it('an idempotency key that is used for another beat drops no beat, and a warning says so', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const all = []
  for (const path of ['/start', '/progress', '/fail', '/fail'])
    all.push(counted(await send(key, { path, query: 'idem=k&run=r' })))
  expect(all.map((one) => 'isDuplicate' in one && one.isDuplicate)).toEqual([false, false, false, true])
  expect(all.map(({ warnings }) => warnings.some((text) => text.includes('another beat')))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect((await beatsOf(monitorId)).map(({ signal }) => signal)).toEqual(['start', 'progress', 'fail'])
})

it.each(['run=2', 'attempt=2', 'step=b', 'shard=2'])(
  'an idempotency key does not stand for a beat with %s',
  async (other) => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await send(key, { path: '/progress', query: 'idem=k&run=1&done=1' })
    await send(key, { path: '/progress', query: `idem=k&${other}&${other.startsWith('run') ? '' : 'run=1&'}done=1` })
    expect(await beatsOf(monitorId)).toHaveLength(2)
  },
)

it('a duplicate with another amount, or one that comes an hour later, gets a warning and is not counted', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  await send(key, { path: '/progress', query: 'idem=k&add=5' })
  const other = counted(await send(key, { path: '/progress', query: 'idem=k&add=6' }))
  expect(other.warnings).toEqual([expect.stringContaining('another done or add')])
  await db.pool.query(`UPDATE beat_idempotency SET received_at = received_at - interval '2 h' WHERE monitor_id = $1`, [
    monitorId,
  ])
  const late = counted(await send(key, { path: '/progress', query: 'idem=k&add=5' }))
  expect(late.warnings).toEqual([expect.stringContaining('about 2 h ago')])
  expect(await beatsOf(monitorId)).toHaveLength(1)
})

it('an idempotency key from an older version still stands for any beat', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  await send(key, { path: '/progress', query: 'idem=k' })
  await db.pool.query(`UPDATE beat_idempotency SET beat = '', amounts = '' WHERE monitor_id = $1`, [monitorId])
  expect(await send(key, { path: '/start', query: 'idem=k' })).toMatchObject({ isDuplicate: true, warnings: [] })
})

it('many progress beats do not use up the limits of successes and failures, which keep the end of their output', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const by = paced
  const flood = await Promise.all(Array.from({ length: 60 }, () => send(key, { path: '/progress', by })))
  expect(flood.filter(({ kind }) => kind === 'too_many')).not.toEqual([])
  const body = `${'x'.repeat(5_000)} the end`
  const ends = Array.from({ length: 12 }, (_, i) => send(key, { path: ['/success', '/fail'][i % 2], body, by }))
  expect((await Promise.all(ends)).every((one) => one.kind === 'counted' && !one.isCoalesced)).toBe(true)
  const kept = (await beatsOf(monitorId)).filter(({ signal }) => signal !== 'progress')
  expect(kept).toHaveLength(12)
  expect(kept.every(({ output }) => output.endsWith(' the end'))).toBe(true)
  expect(new Set(kept.map(({ output }) => output.length))).toEqual(new Set([5_008, 2_000]))
})

it('calls of a failure key use the limit of failures, also when they name no signal', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const key = await addKey(db.pool, { ...monitor, signal: 'fail' })
  const results = []
  for (let i = 0; i < 10; i++) results.push(await send(key, { by: paced, body: `reason ${i}` }))
  expect(results.every((one) => one.kind === 'counted' && !one.isCoalesced)).toBe(true)
  expect(await beatsOf(monitor.monitorId)).toHaveLength(10)
})

it('a beat with an unreadable signal is a failure whose message begins with the reason', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  await send(key, { query: 'status=kaputt&message=disk%20full' })
  const [beat] = await beatsOf(monitorId)
  expect(beat.signal).toBe('fail')
  expect(beat.message).toMatch(/^status is "kaputt", which is no signal .*; counted as a failure\. .* disk full$/)
})

it.each<[string, Sent, string]>([
  ['names no signal in its URL', { path: '/stop', ip: '203.0.113.4' }, 'bad_signal'],
  ['is a GET when only POST is allowed', { ip: '203.0.113.4' }, 'post_only'],
])('a call that %s is recorded for its owner, with the reason', async (_, sent, why) => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  await db.pool.query('UPDATE monitor SET post_only = true WHERE id = $1', [monitorId])
  const method = why === 'bad_signal' ? 'POST' : 'GET'
  expect(await send(key, { ...sent, method })).toMatchObject({ kind: why })
  const recorded = async () =>
    (
      await db.pool.query(
        'SELECT refused_for AS why, refused_ip AS ip, refused_count AS n FROM heartbeat_key WHERE monitor_id = $1',
        [monitorId],
      )
    ).rows
  await expect.poll(recorded, { timeout: 5_000 }).toEqual([{ why, ip: '203.0.113.4', n: 1 }])
  expect(await beatsOf(monitorId)).toEqual([])
})

it('a path that names no signal gets the same answer, whether the key exists or not', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const known = await send(key, { path: '/sideways' })
  expect(known).toEqual(await send('ldb_nobody', { path: '/sideways' }))
})
