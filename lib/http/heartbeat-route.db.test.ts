import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { makeHeardMonitor, TEST_SECRET } from '@/lib/services/ingest/testing/heard-monitor'
import { heartbeatRoute } from './heartbeat-route'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
  process.env.DATABASE_URL = db.url
  process.env.LUBDUB_SECRET = TEST_SECRET
  process.env.LUBDUB_LOG_LEVEL = 'silent'
})

afterAll(async () => {
  await (await getIngest()).stop()
  await db.drop()
})

const call = (path: string, init?: RequestInit) =>
  heartbeatRoute(new Request(`http://localhost/api/v1/heartbeat/${path}`, init))

it('a web process without an ingest process takes beats all the same, and ticks for them', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const text = await call(`${key}/start?run=r1&step=load`)
  expect([text.status, await text.text()]).toEqual([200, 'OK'])
  const json = await call(`${key}/7`, { method: 'POST', body: 'boom', headers: { accept: 'application/json' } })
  expect([json.status, await json.json()]).toEqual([200, expect.objectContaining({ ok: true, seq: 2 })])
  const head = await call(`${key}/log?run=r1`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const { rows } = await db.pool.query('SELECT signal, step, output FROM beat WHERE monitor_id = $1 ORDER BY seq', [
    monitorId,
  ])
  expect(rows).toEqual([
    { signal: 'start', step: 'load', output: null },
    { signal: 'fail', step: null, output: 'boom' },
    { signal: 'log', step: null, output: null },
  ])
  expect((await db.pool.query('SELECT 1 FROM ingest_node')).rowCount).toBe(1)
})

it('answers 404 and 400 as the ingest process does', async () => {
  expect((await call('ldb_nobody')).status).toBe(404)
  expect((await call('ldb_nobody/sideways')).status).toBe(400)
})
