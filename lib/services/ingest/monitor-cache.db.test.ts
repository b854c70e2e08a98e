import fc from 'fast-check'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '@/lib/base/ids'
import { createLog } from '@/lib/base/log'
import { newSecret } from '@/lib/base/secrets'
import { isLongForm } from '@/lib/base/testing/long-form'
import { testId } from '@/lib/base/testing/test-id'
import { parseBeat } from '@/lib/contract/beat-parse'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { isVersionConflict } from '@/lib/db/monitor-state'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { BeatCall } from './beat-call'
import { type BatchContext, commitBatch } from './commit-batch'
import { MonitorCache } from './monitor-cache'
import { DEFAULT_BOUNDS } from './runs-of-day'
import { addKey, makeHeardMonitor, testKeyring } from './testing/heard-monitor'
import { openIngest } from './testing/open-ingest'

let db: TestDatabase
let pool: Pool
const HISTORY_AT = Date.parse('2026-11-24T02:00:00Z')
const log = createLog('test', 'silent')

beforeAll(async () => {
  db = await createTestDatabase()
  // The sequences below have a fixed day, which does not depend on the day of the test.
  await db.pool.query('SELECT ensure_beat_partitions($1, 2)', [new Date(HISTORY_AT)])
  pool = createPool(db.url, { name: 'ingest', max: 2, statementTimeoutMs: 5_000, byIndex: true })
})
afterAll(async () => {
  await pool.end()
  await db.drop()
})

const newContext = (isLocked: boolean): BatchContext => ({
  bounds: DEFAULT_BOUNDS,
  cache: new MonitorCache(),
  log,
  isLocked,
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

function callOf(key: string, { receivedAt, ...said }: Partial<BeatRequest> & { receivedAt: number }): BeatCall {
  const { fields, warnings } = parseBeat({ ...REQUEST, ...said })
  const from = { method: 'GET', agent: null, ip: null, isCoalesced: false }
  return { key, keyHash: testKeyring.hash(key), fields, warnings, receivedAt, ...from }
}

async function commit(ctx: BatchContext, calls: readonly BeatCall[]) {
  const client = await pool.connect()
  try {
    return await commitBatch(client, calls, ctx)
  } finally {
    client.release()
  }
}

const said = fc.record({
  signal: fc.constantFrom('start', 'start', 'progress', 'success', 'success', 'fail', 'log', null),
  run: fc.constantFrom('', '', 'run=a', 'run=b', 'run=a&attempt=2'),
  part: fc.constantFrom('', '', '', 'step=load', 'step=load&shard=1&shards=2', 'shard=2', 'step=index&done=3&total=9'),
  idem: fc.constantFrom('', '', '', 'idem=1', 'idem=2'),
  afterMs: fc.constantFrom(0, 1_000, 45_000, 400_000),
  isNextBatch: fc.boolean(),
  isOtherMonitor: fc.constantFrom(false, false, true),
  isMeddled: fc.constantFrom(false, false, false, true),
})

/** Each with up to 40 beats. The short form has the first sequences of the long one. */
const SEQUENCES = isLongForm ? 120 : 40

const NO_IDS = /"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g

/** All that is stored of a monitor, with ids replaced by their order of appearance. */
async function stored(monitorId: string): Promise<string> {
  const of = async (sql: string) => (await db.pool.query(sql, [monitorId])).rows
  const all = [
    await of('SELECT to_jsonb(s) AS s FROM monitor_state s WHERE monitor_id = $1'),
    await of('SELECT to_jsonb(r) AS r FROM run r WHERE monitor_id = $1 ORDER BY number'),
    await of(`SELECT to_jsonb(p) AS p FROM run_part p JOIN run r ON r.id = p.run_id WHERE r.monitor_id = $1
      ORDER BY r.number, p.step, p.shard`),
    await of('SELECT to_jsonb(b) AS b FROM beat b WHERE monitor_id = $1 ORDER BY seq'),
    await of(`SELECT to_jsonb(f) - 'created_at' AS f FROM flip f WHERE monitor_id = $1 ORDER BY version`),
    await of('SELECT to_jsonb(i) AS i FROM incident i WHERE monitor_id = $1 ORDER BY opened_at'),
    await of('SELECT to_jsonb(k) AS k FROM beat_idempotency k WHERE monitor_id = $1 ORDER BY key'),
  ]
  const names = new Map<string, string>()
  return JSON.stringify(all, null, 1).replaceAll(NO_IDS, (id) => {
    const name = names.get(id) ?? `"id ${names.size}"`
    names.set(id, name)
    return name
  })
}

it('decisions from the cache equal decisions under a lock, also when another process writes in between', async () => {
  const counts = { batches: 0, stale: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 40, size: 'max' }), async (sequence) => {
      const change = { maxRuntimeSeconds: 600 }
      const keeping = [await makeHeardMonitor(db.pool, change), await makeHeardMonitor(db.pool, change)]
      const locking = [await makeHeardMonitor(db.pool, change), await makeHeardMonitor(db.pool, change)]
      const [keeps, locks, meddler] = [newContext(false), newContext(true), newContext(true)]
      const answers: { kept: unknown[]; locked: unknown[] } = { kept: [], locked: [] }
      let at = HISTORY_AT
      let waiting: ((keys: typeof keeping) => BeatCall)[] = []
      const flush = async () => {
        if (waiting.length === 0) return
        const of = (keys: typeof keeping) => waiting.map((make) => make(keys))
        const kept = await commit(keeps, of(keeping)).catch((error) => {
          if (!isVersionConflict(error)) throw error
          counts.stale += 1
          return commit({ ...keeps, isLocked: true }, of(keeping))
        })
        counts.batches += 1
        const locked = await commit(locks, of(locking))
        answers.kept.push(kept.results)
        answers.locked.push(locked.results)
        waiting = []
      }
      for (const { signal, run, part, idem, afterMs, isNextBatch, isOtherMonitor, isMeddled } of sequence) {
        at += afterMs
        const path = signal && ({ signal, exit: null } as const)
        const say = { path, query: [run, part, idem].filter(Boolean).join('&'), receivedAt: at }
        if (isNextBatch || isMeddled) await flush()
        if (isMeddled) {
          // Another process takes this beat, so that the cache is outdated.
          for (const keys of [keeping, locking]) await commit(meddler, [callOf(keys[0]!.key, say)])
        } else waiting.push((keys) => callOf(keys[isOtherMonitor ? 1 : 0]!.key, say))
      }
      await flush()
      const strip = (results: unknown) => JSON.parse(JSON.stringify(results).replaceAll(NO_IDS, '"id"'))
      expect(strip(answers.kept)).toEqual(strip(answers.locked))
      for (const i of [0, 1]) expect(await stored(keeping[i]!.monitorId)).toBe(await stored(locking[i]!.monitorId))
    }),
    { numRuns: SEQUENCES, seed: 20261124 },
  )
  expect(counts.batches).toBeGreaterThan(8 * SEQUENCES)
  expect(counts.stale).toBeGreaterThan(1.6 * SEQUENCES)
  expect(counts.stale).toBeLessThan(counts.batches / 2)
}, 300_000)

const now = () => Date.now()
const plain = (key: string) => callOf(key, { receivedAt: now() })

it('a batch commits nothing when one cached monitor is outdated', async () => {
  const [one, two] = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
  const ctx = newContext(false)
  await commit(ctx, [plain(one.key), plain(two.key)])
  await db.pool.query('UPDATE monitor_state SET attention_at = NULL WHERE monitor_id = $1', [two.monitorId])
  const error = await commit(ctx, [plain(one.key), plain(two.key)]).catch((e) => e)
  expect(isVersionConflict(error)).toBe(true)
  const beats = await db.pool.query('SELECT count(*) AS n FROM beat WHERE monitor_id = ANY($1)', [
    [one.monitorId, two.monitorId],
  ])
  expect(beats.rows[0].n).toBe(2)
})

it('every write of a state raises its version by one, also a write that does not set it', async () => {
  const { monitorId, key } = await makeHeardMonitor(db.pool)
  const version = async () =>
    (await db.pool.query<{ version: number }>('SELECT version FROM monitor_state WHERE monitor_id = $1', [monitorId]))
      .rows[0]!.version
  const [kept, locked] = [newContext(false), newContext(true)]
  const before = await version()
  for (const ctx of [kept, kept, locked, locked]) await commit(ctx, [plain(key), plain(key)])
  expect(await version()).toBe(before + 4)
  await db.pool.query('UPDATE monitor_state SET check_error = NULL WHERE monitor_id = $1', [monitorId])
  expect(await version()).toBe(before + 5)
})

it('a cached key is read again after it is disabled or deleted, or its monitor is deleted', async () => {
  const { workspaceId, monitorId, key } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url, { node: 'keys' })
  const beat = async (k: string) =>
    (await open.ingest.record(k, REQUEST, { method: 'GET', agent: null, ip: null })).kind
  const other = await addKey(db.pool, { workspaceId, monitorId, signal: 'start' })
  expect([await beat(key), await beat(other)]).toEqual(['counted', 'counted'])
  const hash = testKeyring.hash(other)
  await db.pool.query('UPDATE heartbeat_key SET disabled_at = clock_timestamp() WHERE hash = $1', [hash])
  expect([await beat(key), await beat(other)]).toEqual(['counted', 'unknown_key'])
  await db.pool.query('UPDATE heartbeat_key SET disabled_at = NULL WHERE hash = $1', [hash])
  expect(await beat(other)).toBe('counted')
  await db.pool.query('DELETE FROM heartbeat_key WHERE hash = $1', [hash])
  expect([await beat(key), await beat(other)]).toEqual(['counted', 'unknown_key'])
  await db.pool.query('UPDATE monitor_state SET deleted = true WHERE monitor_id = $1', [monitorId])
  expect(await beat(key)).toBe('deleted')
  expect(await beat(newSecret('ldb'))).toBe('unknown_key')
  await open.stop()
})

it('the runs of a monitor are deleted with it', async () => {
  const { monitorId, key } = await makeHeardMonitor(db.pool)
  await commit(newContext(false), [plain(key)])
  const runs = () => db.pool.query('SELECT 1 FROM run WHERE monitor_id = $1', [monitorId])
  expect((await runs()).rowCount).toBe(1)
  await db.pool.query('DELETE FROM monitor WHERE id = $1', [monitorId])
  expect((await runs()).rowCount).toBe(0)
})

it('the cache holds a limited number of monitors, and none from before a new connection', () => {
  const cache = new MonitorCache()
  const state = { openRunCount: 0 } as never
  const info = { id: testId('hbk_1'), signal: null, step: null, retiresAt: null, lastUsedAt: null }
  const monitorOf = (i: number) => ({
    workspaceId: newId(),
    monitorId: testId(`mon_${i}`),
    version: 1,
    configVersion: 1,
    runCount: 0,
    runDay: null,
    isDeleted: false,
    state,
  })
  for (let i = 0; i < 20_001; i++) {
    const monitor = monitorOf(i)
    cache.keepKey(`key ${i}`, { info, monitor })
    cache.keep({ row: monitor, runs: [], parts: [], wholeRuns: new Set(), knowsAnonymous: true }, 0)
  }
  expect(cache.find('key 0', 0)).toBeNull()
  expect(cache.find('key 20000', 0)?.monitor.row.monitorId).toBe(testId('mon_20000'))
  expect(cache.find('key 20000', 600_001)).toBeNull()
  // One monitor with many runs takes the place of many monitors.
  const runs = Array.from({ length: 40_000 }, () => ({})) as never[]
  cache.keep({ row: monitorOf(20_000), runs, parts: [], wholeRuns: new Set(), knowsAnonymous: true }, 0)
  expect(cache.find('key 9990', 0)).toBeNull()
  expect(cache.find('key 10010', 0)?.monitor.row.monitorId).toBe(testId('mon_10010'))
  const { generation } = cache
  cache.clear()
  expect(cache.find('key 20000', 0)).toBeNull()
  // A batch that began before the new connection may have been committed by a server that is gone.
  cache.keepKey('key 1', { info, monitor: monitorOf(1) })
  const late = { row: monitorOf(1), runs: [], parts: [], wholeRuns: new Set<string>(), knowsAnonymous: true }
  cache.keep(late, 0, generation)
  expect(cache.find('key 1', 0)).toBeNull()
  cache.keep(late, 0, cache.generation)
  expect(cache.find('key 1', 0)?.monitor.row.monitorId).toBe(testId('mon_1'))
})
