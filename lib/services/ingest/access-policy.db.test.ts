import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { addKey, type HeardMonitor, makeHeardMonitor, testKeyring } from './testing/heard-monitor'
import { type OpenIngest, openIngest } from './testing/open-ingest'

/** Uses are saved a second later, so a poll of a second is too short. */
const WAIT = { timeout: 10_000 }
let db: TestDatabase
/** Two processes: a change by a person must apply in both at once. */
let processes: OpenIngest[]

beforeAll(async () => {
  db = await createTestDatabase()
  processes = [await openIngest(db.url, { node: 'one' }), await openIngest(db.url, { node: 'two' })]
})

afterAll(async () => {
  await Promise.all(processes.map((open) => open.stop()))
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

const call = async (
  key: string,
  from: { method?: string; ip?: string | null; query?: string; process?: number } = {},
) => {
  const { method = 'GET', ip = null, query = '', process = 0 } = from
  const { ingest } = processes[process]!
  return (await ingest.record(key, { ...REQUEST, query }, { method, agent: null, ip })).kind
}

const inBoth = async (key: string, from: Parameters<typeof call>[1] = {}) => [
  await call(key, { ...from, process: 0 }),
  await call(key, { ...from, process: 1 }),
]

const both = (kind: string) => [kind, kind]

/** Changes the monitor as an edit does. */
async function edit({ monitorId }: HeardMonitor, change: string) {
  await db.pool.query(`UPDATE monitor SET ${change}, config_version = config_version + 1 WHERE id = $1`, [monitorId])
  await db.pool.query('UPDATE monitor_state SET config_version = config_version + 1 WHERE monitor_id = $1', [monitorId])
}

const change = (key: string, set: string) =>
  db.pool.query(`UPDATE heartbeat_key SET ${set} WHERE hash = $1`, [testKeyring.hash(key)])

const beatsOf = async ({ monitorId }: HeardMonitor) =>
  (await db.pool.query('SELECT seq FROM monitor_state WHERE monitor_id = $1', [monitorId])).rows[0].seq as number

it('a monitor that takes only POST counts no GET and no HEAD, in every process, from the edit until the next edit', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const { key } = monitor
  expect(await inBoth(key)).toEqual(both('counted'))
  await edit(monitor, 'post_only = true')
  for (const method of ['GET', 'HEAD']) expect(await inBoth(key, { method })).toEqual(both('post_only'))
  for (const method of ['POST', 'PUT']) expect(await inBoth(key, { method })).toEqual(both('counted'))
  expect(await beatsOf(monitor)).toBe(6)
  await edit(monitor, 'post_only = false')
  expect(await inBoth(key)).toEqual(both('counted'))
})

it('a call from an address that is not allowed is answered like an unknown key, in every process, until the next edit', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const { key } = monitor
  expect(await inBoth(key, { ip: '203.0.113.9' })).toEqual(both('counted'))
  await edit(monitor, `allowed_addresses = '{10.0.0.0/8,2001:db8::/32}'`)
  for (const ip of ['203.0.113.9', '2001:db9::1', 'unknown', null]) {
    expect(await inBoth(key, { ip })).toEqual(both('unknown_key'))
  }
  for (const ip of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7']) {
    expect(await inBoth(key, { ip })).toEqual(both('counted'))
  }
  expect(await beatsOf(monitor)).toBe(8)
  await edit(monitor, `allowed_addresses = '{}'`)
  expect(await inBoth(key, { ip: '203.0.113.9' })).toEqual(both('counted'))
})

it('calls from addresses that are not allowed are recorded, but not each of them', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  await edit(monitor, `allowed_addresses = '{10.0.0.0/8}'`)
  for (let i = 0; i < 3; i++) await call(monitor.key, { ip: `203.0.113.${i}` })
  const recorded = async () => {
    const { rows } = await db.pool.query(
      'SELECT refused_count, refused_ip, last_used_at FROM heartbeat_key WHERE monitor_id = $1',
      [monitor.monitorId],
    )
    return rows[0]
  }
  await expect.poll(recorded, WAIT).toEqual({ refused_count: 1, refused_ip: '203.0.113.0', last_used_at: null })
})

it('refusals after the first are recorded together, at the latest when the process stops, with the address of the last', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  await edit(monitor, `allowed_addresses = '{10.0.0.0/8}'`)
  const other = await openIngest(db.url, { node: 'other' })
  for (let i = 0; i < 4; i++)
    await other.ingest.record(monitor.key, REQUEST, { method: 'GET', agent: null, ip: `203.0.113.${i}` })
  await other.stop()
  const { rows } = await db.pool.query('SELECT refused_count, refused_ip FROM heartbeat_key WHERE monitor_id = $1', [
    monitor.monitorId,
  ])
  expect(rows).toEqual([{ refused_count: 4, refused_ip: '203.0.113.3' }])
})

it('a replaced key works until it retires and no longer; the time at which the beat was received decides', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const { key } = monitor
  expect(await inBoth(key)).toEqual(both('counted'))
  await change(key, `retires_at = clock_timestamp() + interval '1 h'`)
  expect(await inBoth(key)).toEqual(both('counted'))
  // A short time ago, because each process only estimates the database's clock.
  await change(key, `retires_at = clock_timestamp() - interval '200 ms'`)
  expect(await inBoth(key)).toEqual(both('unknown_key'))
  expect(await beatsOf(monitor)).toBe(4)
  await change(key, 'retires_at = NULL')
  expect(await inBoth(key)).toEqual(both('counted'))
})

it('a key that retires while it is cached is refused without any other change', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  await change(monitor.key, `retires_at = clock_timestamp() + interval '400 ms'`)
  expect(await inBoth(monitor.key)).toEqual(both('counted'))
  await expect.poll(() => inBoth(monitor.key), { interval: 50, timeout: 3_000 }).toEqual(both('unknown_key'))
})

it('a disabled key is refused, also when a call with the same idempotency key was answered before', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const { key } = monitor
  expect(await call(key, { query: 'idem=1' })).toBe('counted')
  expect(await call(key, { query: 'idem=1' })).toBe('counted')
  await change(key, 'disabled_at = clock_timestamp()')
  expect(await call(key, { query: 'idem=1' })).toBe('unknown_key')
  await change(key, 'disabled_at = NULL')
  expect(await call(key, { query: 'idem=1' })).toBe('counted')
  expect(await beatsOf(monitor)).toBe(1)
})

it('the time and address of the use of a key are recorded soon, and then not for each call', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  const old = await addKey(db.pool, monitor)
  await change(old, `retires_at = clock_timestamp() + interval '1 h'`)
  const uses = async () => {
    const { rows } = await db.pool.query(
      `SELECT last_used_ip AS ip, last_used_at > clock_timestamp() - interval '1 min' AS recent FROM heartbeat_key
       WHERE monitor_id = $1 ORDER BY id`,
      [monitor.monitorId],
    )
    return rows
  }
  await call(monitor.key, { ip: '10.0.0.4' })
  await call(old, { ip: '10.0.0.5' })
  const recorded = [
    { ip: '10.0.0.4', recent: true },
    { ip: '10.0.0.5', recent: true },
  ]
  await expect.poll(uses, WAIT).toEqual(recorded)
  const version = async () =>
    (await db.pool.query('SELECT xmin FROM heartbeat_key WHERE monitor_id = $1', [monitor.monitorId])).rows
  const before = await version()
  for (let i = 0; i < 20; i++) await call(old, { ip: `10.0.1.${i}` })
  await call(monitor.key, { ip: '10.0.1.1' })
  const other = await makeHeardMonitor(db.pool)
  await call(other.key, { ip: '10.0.0.6' })
  await expect
    .poll(
      async () => (await db.pool.query('SELECT 1 FROM heartbeat_key WHERE last_used_ip = $1', ['10.0.0.6'])).rowCount,
      WAIT,
    )
    .toBe(1)
  expect(await version()).toEqual(before)
})

it('when the use of a key is recorded, no process has to read its monitor again', async () => {
  const monitor = await makeHeardMonitor(db.pool)
  await call(monitor.key)
  const version = async () =>
    (await db.pool.query('SELECT xmin FROM monitor_state WHERE monitor_id = $1', [monitor.monitorId])).rows
  const before = await version()
  await change(monitor.key, `last_used_at = clock_timestamp(), refused_count = 3`)
  expect(await version()).toEqual(before)
})
