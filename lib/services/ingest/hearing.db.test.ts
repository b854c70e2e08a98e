import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { readClock } from '@/lib/db/checker/read-clock'
import { type Tick, tick } from '@/lib/db/ingest/tick'
import { hasNoServerLimits } from '@/lib/db/testing/server-limits'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { BeatResult } from './beat-call'
import { makeHeardMonitor, testKeyring } from './testing/heard-monitor'
import { type OpenIngest, openIngest } from './testing/open-ingest'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of ['ingest_node', 'outage', 'postponed', 'clock_hold']) await db.pool.query(`DELETE FROM ${table}`)
})

const CALLER = { method: 'GET', agent: null, ip: null }
const CALL: BeatRequest = {
  ...{ path: null, query: '', contentType: '', body: Buffer.alloc(0), bodyTruncated: false },
  ...{ idempotencyHeader: null, traceparent: null },
}
/** A process knows the database's clock up to the time of its quickest answer: about a millisecond, more on a busy machine. */
const KNOWN_TO_MS = 50
const now = async () => (await db.pool.query<{ now: number }>('SELECT clock_timestamp() AS now')).rows[0]!.now
const nodes = async () => (await db.pool.query('SELECT * FROM ingest_node ORDER BY id')).rows
const outages = async () =>
  (await db.pool.query<{ started_at: number; ended_at: number; cause: string }>('SELECT * FROM outage ORDER BY seq'))
    .rows
const postponed = async () =>
  (await db.pool.query('SELECT monitor_id FROM postponed')).rows.map((row) => row.monitor_id)

/** Waits until a condition holds, in the database or in this process. */
async function until(isSo: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const giveUpAt = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('The condition did not become true in time.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const ticked = async (open: OpenIngest) => {
  const since = await now()
  await until(async () => (await nodes()).some((node) => node.seen_at > since + 5))
  return open
}

describe('a deaf span', () => {
  it('is an outage when beats are refused for more than five seconds, also while ticks are committed', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    const open = await openIngest(db.url)
    const heardAt = await now()
    expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('counted')
    expect(open.ingest.isHearing).toBe(true)
    const ddl = new pg.Client({ connectionString: db.url })
    await ddl.connect()
    await ddl.query('BEGIN')
    await ddl.query('LOCK TABLE beat IN ACCESS EXCLUSIVE MODE')
    const lockedAt = await now()
    const refused: string[] = []
    while ((await now()) < lockedAt + 6_500) refused.push((await open.ingest.record(key, CALL, CALLER)).kind)
    expect(new Set(refused)).toEqual(new Set(['unavailable']))
    expect(open.ingest.isHearing).toBe(false)
    const clock = await readClock(db.pool)
    expect(clock).not.toBeNull()
    expect(clock!).toBeLessThan(lockedAt)
    expect(await outages()).toEqual([])
    await ddl.query('ROLLBACK')
    const freedAt = await now()
    await ddl.end()
    await until(async () => (await outages()).length > 0)
    const recordedAt = await now()
    const [outage, ...more] = await outages()
    expect([outage!.cause, more]).toEqual(['refusal', []])
    // From the last committed write, which is no older than the beat before the lock, to the first one after the lock.
    expect(outage!.started_at).toBeGreaterThanOrEqual(heardAt - KNOWN_TO_MS)
    expect(outage!.started_at).toBeLessThan(lockedAt)
    expect(outage!.ended_at).toBeGreaterThanOrEqual(freedAt - KNOWN_TO_MS)
    expect(outage!.ended_at).toBeLessThanOrEqual(recordedAt)
    expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('counted')
    expect(open.ingest.isHearing).toBe(true)
    await open.stop()
  })

  it('is detected at once when no beat can be stored, without any call, and ends without any call', async () => {
    await db.pool.query('REVOKE INSERT ON beat FROM lubdub_ingest')
    const open = await openIngest(db.url)
    await until(async () => (await nodes())[0]?.deaf_since_at !== null)
    expect(open.ingest.isHearing).toBe(false)
    await db.pool.query('GRANT INSERT ON beat TO lubdub_ingest')
    await until(() => open.ingest.isHearing)
    await ticked(open)
    expect((await nodes())[0]!.deaf_since_at).toBeNull()
    await open.stop()
  })

  it.skipIf(hasNoServerLimits)(
    'does not begin when one monitor is locked: only that monitor is postponed',
    async () => {
      const [held, free] = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
      const open = await openIngest(db.url)
      const blocker = await db.pool.connect()
      await blocker.query('BEGIN')
      await blocker.query('SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', [held.monitorId])
      const [refused, taken] = await Promise.all(
        [held, free].map(async ({ key }) => (await open.ingest.record(key, CALL, CALLER)).kind),
      )
      expect([refused, taken]).toEqual(['unavailable', 'counted'])
      await until(async () => (await postponed()).length > 0)
      expect(await postponed()).toEqual([held.monitorId])
      expect([await outages(), open.ingest.isHearing]).toEqual([[], true])
      await blocker.query('ROLLBACK')
      blocker.release()
      await open.stop()
    },
  )

  it('cannot be caused by callers: refusals of unknown keys change neither the clock nor the alarms', async () => {
    const open = await openIngest(db.url)
    await ticked(open)
    const before = (await readClock(db.pool))!
    const flood = Array.from({ length: 15_000 }, (_, n) => open.ingest.record(`made up ${n}`, CALL, CALLER))
    const kinds = new Set((await Promise.all(flood)).map(({ kind }) => kind))
    expect(kinds).toContain('unavailable')
    await until(async () => (await readClock(db.pool))! > before + 1_000)
    expect([await outages(), await postponed(), open.ingest.isHearing]).toEqual([[], [], true])
    await open.stop()
  })
})

it('a deaf span of less than five seconds is recorded with its recovery, so that it postpones deadlines', async () => {
  const at = await now()
  await tick(db.pool, said({ at, upTo: at - 4_500, deaf: [{ from: at - 4_400, to: at - 100 }] }))
  const rows = (await db.pool.query<Record<string, number>>('SELECT * FROM outage')).rows
  expect(rows.map((row) => [row.started_at! - at, row.ended_at! - at, row.recovers_at! - at])).toEqual([
    [-4_400, -100, 59_900],
  ])
})

const said = (change: Partial<Tick>): Tick => ({
  ...{ node: 'one', instance: 'first life', upTo: Date.now(), at: Date.now(), outageAfterMs: 5_000 },
  ...{ minRecoveryMs: 60_000, deafSince: null, deaf: [], refused: [], isHolding: false, holdEndedAfterMs: null },
  ...{ isLeaving: false, begins: false, ...change },
})
const silentFor = (node: string, seconds: number) =>
  db.pool.query(
    `UPDATE ingest_node SET seen_at = seen_at - make_interval(secs => $2), watermark = watermark - make_interval(secs => $2) WHERE id = $1`,
    [node, seconds],
  )

describe('one of two processes', () => {
  it('holds the clock when it becomes silent; after five seconds its silence is an outage from its watermark on', async () => {
    const t0 = await now()
    await tick(db.pool, said({ node: 'two', upTo: t0, at: t0 }))
    await silentFor('two', 4)
    await tick(db.pool, said({ upTo: t0 + 1, at: await now() }))
    expect([await readClock(db.pool), await outages()]).toEqual([t0 - 4_100, []])
    await silentFor('two', 2)
    expect(await readClock(db.pool)).toBe(t0 - 6_100)
    await tick(db.pool, said({ upTo: t0 + 2, at: await now() }))
    expect(await readClock(db.pool)).toBe(t0 + 2 - 100)
    expect(await outages()).toMatchObject([{ started_at: t0 - 6_000, cause: 'node' }])
    // The process was only paused: it was deaf until it continued.
    await tick(db.pool, said({ node: 'two', upTo: t0 + 3, at: await now() }))
    const [outage, ...more] = await outages()
    expect([outage!.started_at, more]).toEqual([t0 - 6_000, []])
    expect(outage!.ended_at).toBeGreaterThan(t0)
  })

  it('does not hold the clock after it has reported that it leaves', async () => {
    const t0 = await now()
    await tick(db.pool, said({ node: 'two', upTo: t0, at: t0 }))
    await tick(db.pool, said({ node: 'two', upTo: t0, at: await now(), isLeaving: true }))
    await silentFor('two', 60)
    await tick(db.pool, said({ upTo: t0 + 1, at: await now() }))
    await db.pool.query(`UPDATE ingest_node SET seen_at = clock_timestamp() WHERE id = 'one'`)
    expect(await readClock(db.pool)).toBe(t0 + 1 - 100)
  })
})

describe('a process that replaces another one', () => {
  it('that crashed records an outage from its watermark on, also a short one: the beats in progress are lost', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0 - 800, at: t0 }))
    const overAt = await now()
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    const [outage, ...more] = await outages()
    expect([outage!.started_at, outage!.cause, more]).toEqual([t0 - 800, 'node', []])
    expect(outage!.ended_at).toBeGreaterThanOrEqual(overAt)
    await tick(db.pool, said({ instance: 'second life', upTo: await now(), at: await now() }))
    expect(await outages()).toHaveLength(1)
  })

  it('whose last report comes later keeps its row, and that report still postpones monitors', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await tick(db.pool, said({ upTo: await now(), at: await now(), isLeaving: true }))
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    const refused = [testKeyring.hash(key)]
    await tick(db.pool, said({ upTo: 0, at: await now(), isLeaving: true, refused }))
    expect(await nodes()).toMatchObject([{ instance: 'second life', left_at: null }])
    expect([await outages(), await postponed()]).toEqual([[], [monitorId]])
  })

  it('that reported that it leaves records no outage', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0, isLeaving: true }))
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    expect(await outages()).toEqual([])
  })
})

describe('two running processes with one name', () => {
  it('do not record outages in turns: the first one gets a message, and nothing is written', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0 }))
    await tick(db.pool, said({ instance: 'other', begins: true, upTo: await now(), at: await now() }))
    const before = [await nodes(), await outages()]
    for (const change of [{}, { isHolding: true }]) {
      const answer = await tick(db.pool, said({ upTo: await now(), at: await now(), ...change }))
      expect(answer).toEqual({ attentionAt: null, isOff: false, isDoubtful: false, isDisplaced: true })
    }
    expect([await nodes(), await outages()]).toEqual(before)
  })

  it('continue with two names after one outage, and the clock advances', async () => {
    const open = [await openIngest(db.url, { node: 'twin' }), await openIngest(db.url, { node: 'twin' })]
    await until(async () => (await nodes()).length === 2)
    const since = await now()
    await until(async () => (await readClock(db.pool))! > since + 2_000)
    expect((await nodes()).map(({ id }) => id)).toEqual(['twin', expect.stringMatching(/^twin#/)])
    expect((await outages()).map(({ cause }) => cause)).toEqual(['node'])
    for (const one of open) await one.stop()
  })
})

it('other processes wait for a process that stops until it has recorded its last refusals', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const [stops, stays] = [await openIngest(db.url, { node: 'stops' }), await openIngest(db.url, { node: 'stays' })]
  await stops.ingest.stop()
  const stoppedAt = await now()
  expect((await stops.ingest.record(key, CALL, CALLER)).kind).toBe('unavailable')
  await until(async () => (await nodes()).some(({ id, seen_at }) => id === 'stays' && seen_at > stoppedAt + 1_500))
  expect((await readClock(db.pool))!).toBeLessThanOrEqual(stoppedAt)
  expect(await postponed()).toEqual([])
  await stops.ingest.leaveForGood()
  expect(await postponed()).toEqual([monitorId])
  expect((await readClock(db.pool))!).toBeGreaterThan(stoppedAt)
  for (const open of [stops, stays]) await open.stop()
  expect(await outages()).toEqual([])
})

it('silence counts from the last tick of a process that stops, also when it records refusals later', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const t0 = await now()
  await tick(db.pool, said({ upTo: t0, at: t0 }))
  await tick(db.pool, said({ upTo: t0 + 1, at: await now(), isLeaving: true }))
  const [first] = await nodes()
  await tick(db.pool, said({ upTo: await now(), at: await now(), isLeaving: true, refused: [testKeyring.hash(key)] }))
  expect([await nodes(), await postponed()]).toEqual([[first], [monitorId]])
})

it('a process that stops while no beat can be stored records how long that was', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('counted')
  const heardAt = await now()
  await db.pool.query('REVOKE INSERT ON beat FROM lubdub_ingest')
  await open.ingest.record(key, CALL, CALLER)
  await until(() => !open.ingest.isHearing)
  const stoppedAt = await now()
  await open.stop()
  await db.pool.query('GRANT INSERT ON beat TO lubdub_ingest')
  const [outage, ...more] = await outages()
  expect([outage?.cause, more]).toEqual(['refusal', []])
  expect(outage!.started_at).toBeLessThanOrEqual(heardAt)
  expect(outage!.ended_at).toBeGreaterThanOrEqual(stoppedAt - KNOWN_TO_MS)
})

describe('a monitor of which a beat was refused', () => {
  const refuse = async (key: string) =>
    tick(db.pool, said({ upTo: await now(), at: await now(), refused: [testKeyring.hash(key)] }))
  const rowAt = (since: number, until: number) =>
    db.pool.query(
      `UPDATE postponed SET since_at = clock_timestamp() + make_interval(secs => $1), until_at = clock_timestamp() + make_interval(secs => $2)`,
      [since, until],
    )
  const isPostponed = async () =>
    (await db.pool.query('SELECT FROM postponed WHERE until_at > clock_timestamp()')).rows.length > 0

  it('is postponed again when the first time is over, but not for ever', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    await refuse(key)
    expect(await isPostponed()).toBe(true)
    await rowAt(-610, -550)
    await refuse(key)
    expect(await isPostponed()).toBe(true)
    // Ten minutes in a row are over.
    await rowAt(-660, -8)
    await refuse(key)
    expect(await isPostponed()).toBe(false)
  })

  it('is not postponed by a key that may not send beats', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    for (const change of ['disabled_at = clock_timestamp()', `retires_at = clock_timestamp() - interval '1 second'`]) {
      await db.pool.query(`UPDATE heartbeat_key SET disabled_at = NULL, retires_at = NULL`)
      await db.pool.query(`UPDATE heartbeat_key SET ${change}`)
      await refuse(key)
      expect(await postponed()).toEqual([])
    }
  })
})

describe('a database clock', () => {
  it('that differs by more than two seconds from the time that a process knows changes nothing', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0 }))
    for (const step of [-3_600_000, -2_500, 2_500, 3_600_000]) {
      const answer = await tick(db.pool, said({ upTo: t0 + 1, at: (await now()) + step }))
      expect(answer).toEqual({ attentionAt: null, isOff: true, isDoubtful: false, isDisplaced: false })
    }
    expect(await readClock(db.pool)).toBe(t0 - 100)
  })

  it('that went back behind stored instants causes a hold: nothing is judged, and a minute later the instants are corrected', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0 }))
    // As if the clock went back one hour after that: the stored instants are one hour ahead.
    await silentFor('one', -3_600)
    await db.pool.query(`INSERT INTO outage (started_at, ended_at, recovers_at) VALUES ($1, $1, $2)`, [
      ...[new Date(t0 + 3_600_000), new Date(t0 + 3_700_000)],
    ])
    const fresh = await tick(
      db.pool,
      said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }),
    )
    expect(fresh.isDoubtful).toBe(true)
    await tick(db.pool, said({ instance: 'second life', begins: true, isHolding: true }))
    expect(await readClock(db.pool)).toBeNull()
    expect((await db.pool.query('SELECT 1 FROM clock_hold WHERE ended_at IS NULL')).rows).toHaveLength(1)
    const t1 = await now()
    await tick(db.pool, said({ instance: 'second life', upTo: t1, at: t1, holdEndedAfterMs: 60_000 }))
    expect(await readClock(db.pool)).toBe(t1 - 100)
    const [outage, ...more] = await outages()
    expect([outage!.cause, more]).toEqual(['clock', []])
    expect(Math.abs(outage!.ended_at - outage!.started_at - 60_000)).toBeLessThan(50)
    expect((await db.pool.query('SELECT 1 FROM clock_hold WHERE ended_at IS NULL')).rows).toEqual([])
  })

  it('that a process did not trust when it ended is trusted when another process trusts it', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0 }))
    await tick(db.pool, said({ isHolding: true }))
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    expect((await db.pool.query('SELECT 1 FROM clock_hold WHERE ended_at IS NULL')).rows).toEqual([])
    expect(await readClock(db.pool)).not.toBeNull()
    expect((await outages()).map(({ cause }) => cause)).toEqual(['clock'])
  })

  it('that one process does not trust causes no hold in another one that has ticked before, but nothing is judged', async () => {
    await tick(db.pool, said({ upTo: await now(), at: await now() }))
    await tick(db.pool, said({ node: 'two', begins: true, isHolding: true }))
    expect((await tick(db.pool, said({ upTo: await now(), at: await now() }))).isDoubtful).toBe(false)
    expect(await readClock(db.pool)).toBeNull()
    const third = said({ node: 'three', begins: true, upTo: await now(), at: await now() })
    expect((await tick(db.pool, third)).isDoubtful).toBe(true)
  })

  it('that a leaving process does not trust changes nothing in the row of its successor', async () => {
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    const before = await nodes()
    await tick(db.pool, said({ isHolding: true, isLeaving: true }))
    expect(await nodes()).toEqual(before)
  })

  it('that a process did not trust when it ended makes an outage that begins at its watermark, before the hold', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0 - 7_000, at: t0 }))
    await tick(db.pool, said({ isHolding: true }))
    await tick(db.pool, said({ instance: 'second life', begins: true, upTo: await now(), at: await now() }))
    expect(await outages()).toMatchObject([{ started_at: t0 - 7_000, cause: 'clock' }])
  })

  it('that went ahead makes an outage of the skipped time', async () => {
    const t0 = await now()
    await tick(db.pool, said({ upTo: t0, at: t0 }))
    await silentFor('one', 3_600)
    await tick(db.pool, said({ isHolding: true }))
    await tick(db.pool, said({ upTo: await now(), at: await now(), holdEndedAfterMs: 60_000 }))
    expect(await outages()).toMatchObject([{ started_at: t0 - 3_600_000, cause: 'clock' }])
  })
})

it('a beat whose body is incomplete holds the watermark, and counts from the time of its headers', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const arrival = open.ingest.arrive(key)
  const arrivedAt = await now()
  await ticked(open)
  await ticked(open)
  expect((await nodes())[0]!.watermark).toBeLessThanOrEqual(arrivedAt)
  await open.ingest.record(key, CALL, CALLER, arrival)
  const { rows } = await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0]!.received_at).toBeLessThanOrEqual(arrivedAt)
  await open.stop()
})

it('a call that is read after a pause may have waited in its socket since before it, and holds the watermark there', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  await ticked(open)
  const pausedAt = await now()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)
  const arrival = open.ingest.arrive(key)
  await ticked(open)
  await ticked(open)
  expect((await nodes())[0]!.watermark).toBeLessThanOrEqual(pausedAt)
  open.ingest.leave(arrival)
  await ticked(open)
  await ticked(open)
  expect((await nodes())[0]!.watermark).toBeGreaterThan(pausedAt + 400)
  await open.stop()
})

it('a body that took too long counts from its end', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const arrival = open.ingest.arrive(key)
  open.ingest.leave(arrival)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const endedAt = await now()
  await open.ingest.record(key, CALL, CALLER, arrival)
  const { rows } = await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
    monitorId,
  ])
  expect(rows[0]!.received_at).toBeGreaterThanOrEqual(endedAt - KNOWN_TO_MS)
  await open.stop()
})

it('the monitor of a call whose body is incomplete when the process stops is judged later', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  const arrival = open.ingest.arrive(key)
  await open.stop()
  expect((await open.ingest.record(key, CALL, CALLER, arrival)).kind).toBe('unavailable')
  expect(await postponed()).toEqual([monitorId])
})

it('a beat in progress that cannot be stored when the process stops is refused, and its monitor is judged later', async () => {
  const monitors = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
  const open = await openIngest(db.url)
  for (const { key } of monitors) expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('counted')
  const ddl = new pg.Client({ connectionString: db.url })
  await ddl.connect()
  await ddl.query('BEGIN')
  await ddl.query('LOCK TABLE beat IN ACCESS EXCLUSIVE MODE')
  // Two batches wait for the lock and fail after two times two seconds. The third is in progress when five seconds are over.
  const answers: Promise<BeatResult>[] = []
  for (const { key } of monitors) {
    answers.push(open.ingest.record(key, CALL, CALLER))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  await open.ingest.stop()
  expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual(monitors.map(() => 'unavailable'))
  expect((await postponed()).toSorted()).toEqual(monitors.map(({ monitorId }) => monitorId).toSorted())
  await ddl.query('ROLLBACK')
  await ddl.end()
  await open.stop()
})

it('calls that a process refused after its last tick are recorded when its last connection is closed', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  const open = await openIngest(db.url)
  await open.ingest.stop()
  expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('unavailable')
  expect(await postponed()).toEqual([])
  await open.ingest.leaveForGood()
  expect(await postponed()).toEqual([monitorId])
  await open.stop()
})

it('the missing partition of today is created, also while a long transaction reads beats', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const reader = await db.pool.connect()
  await reader.query('BEGIN')
  await reader.query('SELECT count(*) FROM beat')
  const day = new Date(await now()).toISOString().slice(0, 10).replaceAll('-', '')
  await reader.query('COMMIT')
  await db.pool.query(`DROP TABLE beat_${day}`)
  await reader.query('BEGIN')
  await reader.query('SELECT count(*) FROM beat')
  const open = await openIngest(db.url)
  expect((await open.ingest.record(key, CALL, CALLER)).kind).toBe('counted')
  await reader.query('COMMIT')
  reader.release()
  await open.stop()
})
