import { afterAll, beforeAll, expect, it } from 'vitest'
import { signalWord } from '@/lib/db/ingest/signal-bytes'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { makeHeardMonitor, TEST_SECRET } from '@/lib/services/ingest/testing/heard-monitor'
import { provideSettings } from '@/lib/settings/process-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { heartbeatBodies } from '../request/body-budget'
import { heartbeatRoute } from './heartbeat-route'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
  process.env.DATABASE_URL = db.url
  process.env.LUBDUB_SECRET = TEST_SECRET
  process.env.LUBDUB_LOG_LEVEL = 'silent'
})

afterAll(async () => {
  await (await getIngest(liveSettings)).stop()
  await db.drop()
})

const call = (path: string, init?: RequestInit) =>
  heartbeatRoute(new Request(`http://localhost/api/v1/heartbeat/${path}`, init))

it('a web process without an ingest process also takes beats, and ticks for them', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const text = await call(`${key}/start?run=r1&step=load`)
  expect([text.status, await text.text()]).toEqual([200, 'OK\n'])
  const json = await call(`${key}/7`, { method: 'POST', body: 'boom', headers: { accept: 'application/json' } })
  expect([json.status, await json.json()]).toEqual([200, expect.objectContaining({ ok: true, seq: 2 })])
  const head = await call(`${key}/log?run=r1`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const { rows } = await db.pool.query(
    `SELECT ${signalWord('signal')} AS signal, step, output FROM beat WHERE monitor_id = $1 ORDER BY seq`,
    [monitorId],
  )
  expect(rows).toEqual([
    { signal: 'start', step: 'load', output: null },
    { signal: 'fail', step: null, output: 'boom' },
    { signal: 'log', step: null, output: null },
  ])
  expect((await db.pool.query('SELECT 1 FROM ingest_node')).rowCount).toBe(1)
})

it('a beat whose body was dropped is reported to the checker', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  expect((await call(`${key}/log`)).status).toBe(200)
  const ingest = await getIngest(liveSettings)
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(1_400_000).fill(120)),
  })
  const answer = call(`${key}/success`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  await expect.poll(() => heartbeatBodies.held).toBeGreaterThan(1_000_000)
  const places = Array.from({ length: 120 }, () => heartbeatBodies.enter(() => {}))
  for (const place of places) place.hold(1_400_000)
  expect((await answer).status).toBe(503)
  for (const place of places) place.leave()
  const postponed = async () =>
    (await db.pool.query('SELECT 1 FROM postponed WHERE monitor_id = $1', [monitorId])).rowCount
  await expect.poll(postponed, { timeout: 10_000 }).toBe(1)
  expect(ingest.troubles).toEqual({ deafSince: null, holdSince: null })
})

it('keeps the end of a long output, however it comes, and does not wait for one without end', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1_000_000
      controller.enqueue(new Uint8Array(1_000_000).fill(120))
    },
  })
  await call(`${key}/log`, { method: 'POST', body: `${'x'.repeat(700_000)}the end` })
  const answer = await call(`${key}/log`, { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
  expect(answer.status).toBe(200)
  expect(sent).toBeLessThan(260_000_000)
  const { rows } = await db.pool.query(
    `SELECT length(output) AS length, right(output, 3) AS tail, detail FROM beat WHERE monitor_id = $1 ORDER BY seq`,
    [monitorId],
  )
  const detail = expect.objectContaining({ outputTruncated: true })
  expect(rows).toEqual([
    { length: 100_000, tail: 'end', detail },
    { length: 100_000, tail: 'xxx', detail },
  ])
})

const open = async (change: string) => {
  const monitor = await makeHeardMonitor(db.pool)
  await db.pool.query(`UPDATE monitor SET ${change} WHERE id = $1`, [monitor.monitorId])
  return monitor.key
}

it('refuses calls that only open the link, when the monitor takes POST only, as the ingest process does', async () => {
  const key = await open('post_only = true')
  const get = await call(key)
  expect([get.status, get.headers.get('allow'), await get.text()]).toEqual([
    405,
    'POST, PUT',
    expect.stringContaining('takes POST only'),
  ])
  expect((await call(key, { method: 'HEAD' })).status).toBe(405)
  expect((await call(key, { method: 'POST' })).status).toBe(200)
})

it('takes a caller’s address from the operator’s proxy only', async () => {
  const key = await open(`allowed_addresses = '{10.0.0.0/8}'`)
  const from = async (forwarded: string) => (await call(key, { headers: { 'x-forwarded-for': forwarded } })).status
  expect(await from('10.0.0.5')).toBe(404)
  process.env.LUBDUB_TRUST_PROXY = '1'
  try {
    expect(await from('10.0.0.5')).toBe(200)
    expect(await from('203.0.113.9, 10.0.0.5')).toBe(200)
    expect(await from('10.0.0.5, 203.0.113.9')).toBe(404)
    expect((await call(key)).status).toBe(404)
  } finally {
    delete process.env.LUBDUB_TRUST_PROXY
  }
})

it('answers 404 and 400 as the ingest process does', async () => {
  expect((await call('ldb_nobody')).status).toBe(404)
  expect((await call('ldb_nobody/sideways')).status).toBe(400)
})

it('answers 503 where the settings are wrong, with when to come back', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  delete (globalThis as { lubdubSettings?: unknown }).lubdubSettings
  process.env.LUBDUB_SECRET = 'short'
  try {
    const bare = await call(key)
    expect(bare.status).toBe(503)
    expect(Number(bare.headers.get('retry-after'))).toBeGreaterThan(0)
    const withBody = await call(`${key}/fail`, {
      method: 'POST',
      body: 'boom',
      headers: { accept: 'application/json' },
    })
    const error = { code: 'unavailable', message: 'The beat was not stored. Try again.', field: null }
    expect([withBody.status, await withBody.json()]).toEqual([503, { error }])
  } finally {
    process.env.LUBDUB_SECRET = TEST_SECRET
    provideSettings(liveSettings)
  }
  expect((await db.pool.query('SELECT 1 FROM beat WHERE monitor_id = $1', [monitorId])).rowCount).toBe(0)
  expect((await call(key)).status).toBe(200)
})
