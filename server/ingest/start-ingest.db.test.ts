import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { whileLocked } from '@/lib/db/testing/while-locked'
import { DEFAULT_BOUNDS } from '@/lib/services/ingest/runs-of-day'
import { makeHeardMonitor, TEST_SECRET } from '@/lib/services/ingest/testing/heard-monitor'
import type { InstallationSettings } from '@/lib/services/installation/shared-settings'
import { type IngestSettings, startIngest } from './start-ingest'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const COMMON = { beatsPerSecond: 0, beatsPerMinute: null, bounds: DEFAULT_BOUNDS, recoverySeconds: 60 }

async function start(change: Partial<IngestSettings> = {}) {
  const log = createLog('test', 'silent')
  const ingest = await startIngest({
    ...{ databaseUrl: db.url, secret: TEST_SECRET, host: '127.0.0.1', port: 0, webPort: null, trustForwarded: false },
    ...{ isDevelopment: false, beatsPerSecond: 0, minRecoveryMs: 60_000, log, ...change },
  })
  const base = `http://127.0.0.1:${ingest.port}`
  const ready = async (query = '') => {
    const answer = await fetch(`${base}/api/ready${query}`)
    return { status: answer.status, body: await answer.json() }
  }
  const until = async (status: number, query = '') => {
    for (let tries = 0; tries < 200; tries++) {
      const { status: is, body } = await ready(query)
      if (is === status) return body
      await delay(50)
    }
    throw new Error(`It was never ${status}.`)
  }
  return { ingest, base, ready, until }
}

it('is ready when the write that beats need succeeds, and says which part fails since when', async () => {
  const { ingest, base, until } = await start()
  const fine = await until(200)
  expect(fine).toMatchObject({ ready: true, parts: { beats: { state: 'fine' } } })
  await db.pool.query('REVOKE INSERT ON beat FROM lubdub_ingest')
  const failing = await until(503)
  expect(failing).toMatchObject({ ready: false, database: true, parts: { beats: { state: 'failing' } } })
  const health = await fetch(`${base}/api/health`)
  expect([health.status, await health.json()]).toMatchObject([
    200,
    { ok: true, parts: { beats: { state: 'failing' } } },
  ])
  await db.pool.query('GRANT INSERT ON beat TO lubdub_ingest')
  await until(200)
  await ingest.stop()
})

it('stays ready for beats while a monitor is set aside, and not for all', async () => {
  const { monitorId } = await makeHeardMonitor(db.pool)
  const { ingest, until, ready } = await start()
  await until(200, '?all=1')
  await db.pool.query(`UPDATE monitor_state SET check_error = 'could not' WHERE monitor_id = $1`, [monitorId])
  expect(await until(503, '?all=1')).toMatchObject({
    ready: false,
    setAside: 1,
    parts: { monitors: { state: 'failing' } },
  })
  expect(await ready()).toMatchObject({ status: 200, body: { ready: true, setAside: 1 } })
  await db.pool.query('UPDATE monitor_state SET check_error = NULL')
  await ingest.stop()
})

it('starts while somebody reads beats for long, although tomorrow’s partitions are missing', async () => {
  await db.pool.query(
    `DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'beat'::regclass LOOP EXECUTE 'DROP TABLE ' || p; END LOOP; END $$`,
  )
  const reader = new pg.Client({ connectionString: db.url })
  await reader.connect()
  await reader.query('BEGIN')
  await reader.query('SELECT count(*) FROM beat')
  const { key } = await makeHeardMonitor(db.pool)
  const { ingest, base, until } = await start()
  await until(200)
  expect((await fetch(`${base}/api/v1/heartbeat/${key}`)).status).toBe(200)
  await ingest.stop()
  await reader.end()
})

it('counts a beat from when its headers were read, even when its body is slow', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const { ingest, base, until } = await start()
  await until(200)
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode('first;'))
      await delay(1_500)
      controller.enqueue(new TextEncoder().encode('last'))
      controller.close()
    },
  })
  const sentAt = Date.now()
  const answer = await fetch(`${base}/api/v1/heartbeat/${key}`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  expect(answer.status).toBe(200)
  const { rows } = await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0]!.received_at - sentAt).toBeLessThan(1_000)
  await ingest.stop()
})

/** Joins once it may go on. */
function heldJoin() {
  let goOn = () => {}
  const opened = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const join = async () => {
    await opened
    return COMMON as InstallationSettings
  }
  return { join, goOn: () => goOn() }
}

it('a beat that came before the process could take beats makes its monitor be judged later', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const { join, goOn } = heldJoin()
  const { ingest, base, until } = await start({ join })
  const post = { method: 'POST', body: 'some output' }
  expect((await fetch(`${base}/api/v1/heartbeat/${key}`, post)).status).toBe(503)
  goOn()
  await until(200)
  const { rows } = await db.pool.query('SELECT FROM postponed WHERE monitor_id = $1', [monitorId])
  expect(rows).toHaveLength(1)
  await ingest.stop()
})

it('a body that began before the process could take any counts from its headers, and holds the watermark where the port was opened', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const { join, goOn } = heldJoin()
  const { ingest, base, until } = await start({ join })
  const listensSince = Date.now()
  await delay(300)
  let end = () => {}
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('first;'))
      end = () => controller.close()
    },
  })
  const beganAt = Date.now()
  const answer = fetch(`${base}/api/v1/heartbeat/${key}`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  await delay(500)
  goOn()
  await until(200)
  await delay(1_500)
  const { rows: nodes } = await db.pool.query<{ watermark: number }>(
    'SELECT watermark FROM ingest_node ORDER BY seen_at DESC LIMIT 1',
  )
  expect(nodes[0]!.watermark - listensSince).toBeLessThan(100)
  end()
  expect((await answer).status).toBe(200)
  const { rows } = await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0]!.received_at - beganAt).toBeLessThan(500)
  await ingest.stop()
})

/** Sends one call from another thread. */
const CALLER = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (url) =>
    fetch(url).then(({ status }) => parentPort.postMessage(status), () => parentPort.postMessage('lost')))
  parentPort.postMessage('begun')
`

it('that stood still when it gets the signal to stop takes the beats that wait to be accepted', async () => {
  const monitors = await Promise.all(Array.from({ length: 5 }, () => makeHeardMonitor(db.pool)))
  const { ingest, base, until } = await start()
  await until(200)
  const caller = new Worker(CALLER, { eval: true })
  const answers: unknown[] = []
  await new Promise((resolve) => caller.once('message', resolve))
  caller.on('message', (answer) => answers.push(answer))
  for (const { key } of monitors) caller.postMessage(`${base}/api/v1/heartbeat/${key}`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  await ingest.stop()
  await expect.poll(() => answers).toEqual([200, 200, 200, 200, 200])
  await caller.terminate()
})

it('refuses callers while the last beats are stored, instead of ignoring them, and reports them', async () => {
  const [slow, late] = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
  const { ingest, base, until } = await start()
  await until(200)
  const blocker = await db.pool.connect()
  await blocker.query('BEGIN')
  await blocker.query('SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', [slow.monitorId])
  const answer = fetch(`${base}/api/v1/heartbeat/${slow.key}`)
  await delay(300)
  const stopped = ingest.stop()
  await delay(300)
  expect((await fetch(`${base}/api/v1/heartbeat/${late.key}`)).status).toBe(503)
  await blocker.query('ROLLBACK')
  blocker.release()
  expect((await answer).status).toBe(200)
  await stopped
  expect((await db.pool.query('SELECT FROM postponed WHERE monitor_id = $1', [late.monitorId])).rows).toHaveLength(1)
})

it('whose body is cut off when the process ends makes its monitor be judged later', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const { ingest, base, until } = await start()
  await until(200)
  const caller = connect(Number(new URL(base).port), '127.0.0.1')
  caller.on('error', () => {})
  await once(caller, 'connect')
  const stopped = ingest.stop()
  await delay(500)
  caller.write(`POST /api/v1/heartbeat/${key} HTTP/1.1\r\nHost: lubdub\r\nContent-Length: 10\r\n\r\nhalf`)
  await stopped
  expect((await db.pool.query('SELECT FROM postponed WHERE monitor_id = $1', [monitorId])).rows).toHaveLength(1)
})

const LOCK_DELIVERIES = { statement: 'LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE' }

it('while the health check hangs and five hundred callers request it, ticks go on and beats are taken', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const { ingest, base, until } = await start()
  await until(200)
  const sessions = async (state: string) => {
    const { rows } = await db.pool.query(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%health_facts()%' AND state = $1
         AND pid <> pg_backend_pid()`,
      [state],
    )
    return rows[0].n
  }
  const watermark = async () =>
    (await db.pool.query('SELECT max(watermark) AS at FROM ingest_node WHERE left_at IS NULL')).rows[0].at
  const outages = async () => (await db.pool.query('SELECT count(*) AS n FROM outage')).rows[0].n
  const before = await outages()
  await whileLocked(db.pool, LOCK_DELIVERIES, async () => {
    await delay(1_100)
    const flood = Array.from({ length: 500 }, () => fetch(`${base}/api/health`).then(({ status }) => status))
    await expect.poll(() => sessions('active')).toBe(1)
    for (let i = 0; i < 3; i++) {
      const since = await watermark()
      expect((await fetch(`${base}/api/v1/heartbeat/${key}`)).status).toBe(200)
      await expect.poll(watermark, { timeout: 2_500 }).toBeGreaterThan(since)
      expect(await sessions('active')).toBeLessThanOrEqual(1)
    }
    expect(new Set(await Promise.all(flood))).toEqual(new Set([200]))
  })
  await until(200)
  expect(await outages()).toBe(before)
  await ingest.stop()
})
