import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { isLongForm } from '@/lib/base/testing/long-form'
import { testId } from '@/lib/base/testing/test-id'
import type { OutageFacts } from '@/lib/db/checker/outage-facts'
import { createPool } from '@/lib/db/pool'
import { hasNoServerLimits } from '@/lib/db/testing/server-limits'
import { whileLocked } from '@/lib/db/testing/while-locked'
import { check } from '@/lib/services/checker/checker'
import { openWorld, type World } from './testing/world'

const SECOND = 1_000
const START = Date.parse('2026-11-21T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * SECOND)
const NOON = { type: 'cron', expression: '0 12 * * *', timezone: 'UTC' }

let world: World
let workspaceId: string
let channelId: string

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.end())

beforeEach(async () => {
  workspaceId = await world.addWorkspace()
  channelId = await world.addWebhook(workspaceId, 'http://localhost:1/')
})

afterEach(async () => {
  await world.query('DELETE FROM workspace')
  await world.query('DELETE FROM outage')
  await world.query('DELETE FROM ingest_node')
})

interface FlipRow {
  monitor_id: string
  to_status: string
  reason: string
  at: number
}

const flips = () => world.query<FlipRow>('SELECT * FROM flip ORDER BY at, monitor_id')
const deliveries = () =>
  world.query<{ type: string; monitor_id: string; channel_id: string; event: OutageFacts }>(
    'SELECT * FROM delivery ORDER BY ordinal',
  )
const checkOnce = () => check(world.checker, { onAlerts: () => {} })

/** Expected at 0 s with a grace of 10 s: due at 10 s. */
function addDue(options: { name?: string; schedule?: unknown; workspaceId?: string; channels?: string[] } = {}) {
  return world.addMonitor(options.workspaceId ?? workspaceId, {
    channels: options.channels ?? [channelId],
    expectedAt: at(0),
    attentionAt: at(10),
    ...options,
  })
}

test('a missed run is a flip, an incident and a delivery, at the deadline and not before', async () => {
  const monitorId = await addDue()
  await world.tick(at(9.999))
  await checkOnce()
  expect(await flips()).toEqual([])
  await world.tick(at(12))
  await checkOnce()
  expect(await flips()).toMatchObject([
    { monitor_id: monitorId, to_status: 'down', reason: 'missed', at: START + 10 * SECOND },
  ])
  expect(await deliveries()).toMatchObject([{ type: 'monitor.down', monitor_id: monitorId, channel_id: channelId }])
  expect(await world.query('SELECT 1 FROM incident WHERE closed_at IS NULL')).toHaveLength(1)
})

test('while no ingest process runs nothing is judged', async () => {
  await addDue()
  await checkOnce()
  await world.tick(at(3_600))
  await world.query(`UPDATE ingest_node SET seen_at = clock_timestamp() - interval '6 seconds'`)
  await checkOnce()
  expect(await flips()).toEqual([])
})

test('the slowest running ingest process sets the clock', async () => {
  await addDue()
  await world.tick(at(60))
  await world.query(`INSERT INTO ingest_node VALUES ('behind', clock_timestamp(), clock_timestamp(), $1)`, [at(5)])
  await checkOnce()
  expect(await flips()).toEqual([])
})

test('four checkers racing over five hundred due monitors make one flip and one delivery of each', async () => {
  await world.query(
    `WITH made AS (
       INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds)
       SELECT $1::uuid, gen_random_uuid(), 'job ' || n, '{"type":"interval","seconds":60}', 10 FROM generate_series(1, 500) AS n RETURNING id
     ), linked AS (
       INSERT INTO monitor_channel SELECT $1, id, $2::uuid FROM made
     ) INSERT INTO monitor_state (workspace_id, monitor_id, status, expected_at, attention_at) SELECT $1, id, 'up', $3, $4 FROM made`,
    [workspaceId, channelId, at(0), at(10)],
  )
  await world.tick(at(20))
  await Promise.all([checkOnce(), checkOnce(), checkOnce(), checkOnce()])
  await checkOnce()
  expect(await flips()).toHaveLength(500)
  expect(new Set((await flips()).map((flip) => flip.monitor_id)).size).toBe(500)
  expect(await deliveries()).toHaveLength(500)
})

test('a monitor that is locked by a beat is skipped and judged afterwards', async () => {
  const monitorId = await addDue()
  await world.tick(at(20))
  await whileLocked(
    world.pool,
    { statement: 'SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', values: [monitorId] },
    async (beat) => {
      await checkOnce()
      expect(await flips()).toEqual([])
      await beat.query(`UPDATE monitor_state SET expected_at = $1, attention_at = $2`, [at(70), at(80)])
      await beat.query('COMMIT')
    },
  )
  await checkOnce()
  expect(await flips()).toEqual([])
})

test('a monitor whose schedule cannot be read is quarantined with a sentence, and the others are judged', async () => {
  const poison = await addDue({ schedule: { type: 'cron', expression: 'every now and then', timezone: 'UTC' } })
  const sound = await addDue()
  await world.tick(at(20))
  await checkOnce()
  expect((await flips()).map((flip) => flip.monitor_id)).toEqual([sound])
  const [row] = await world.query<{ attention_at: number | null; check_error: string }>(
    'SELECT attention_at, check_error FROM monitor_state WHERE monitor_id = $1',
    [poison],
  )
  expect(row!.attention_at).toBe(START + 319.9 * SECOND)
  expect(row!.check_error).toMatch(/could not judge/)
  await checkOnce()
  expect(await flips()).toHaveLength(1)
})

test('a decision that the database refuses puts its monitor in quarantine, and the others are saved', async () => {
  const poison = await addDue({ name: 'poison' })
  const sound = [await addDue(), await addDue()]
  await world.query(
    `INSERT INTO flip (workspace_id, id, monitor_id, version, from_status, to_status, at, reason)
     VALUES ($1, '${testId('flp_1')}', $2, 1, 'new', 'up', $3, 'first_success')`,
    [workspaceId, poison, at(-100)],
  )
  await world.tick(at(20))
  await checkOnce()
  expect((await flips()).map((flip) => flip.monitor_id).toSorted()).toEqual([poison, ...sound].toSorted())
  const quarantined = await world.query<{ monitor_id: string; status: string }>(
    'SELECT monitor_id, status FROM monitor_state WHERE check_error IS NOT NULL',
  )
  expect(quarantined).toEqual([{ monitor_id: poison, status: 'up' }])
})

const TABLES = [
  'flip',
  'incident',
  'delivery',
  'run',
  'run_part',
  'monitor_state',
  'monitor',
  'channel',
  'monitor_channel',
  'outage',
]
/** Without these limits the client times out, two seconds later, whichever the table is. */
const LOCKED = hasNoServerLimits && !isLongForm ? TABLES.slice(0, 2) : TABLES

test.each(LOCKED)('a lock on %s over a deadline postpones the alert and loses none', async (table) => {
  const monitors = [await addDue(), await addDue(), await addDue()]
  await world.tick(at(20))
  const impatient = createPool(world.database.url, {
    name: 'impatient',
    role: 'worker',
    max: 2,
    statementTimeoutMs: 200,
    byIndex: true,
  })
  try {
    await whileLocked(world.database.pool, { statement: `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE` }, async () => {
      await check({ ...world.checker, pool: impatient }, { onAlerts: () => {} }).catch(() => {})
      await endSessions('lubdub-impatient')
    })
    expect(await world.query('SELECT 1 FROM monitor_state WHERE check_error IS NOT NULL')).toEqual([])
    await checkOnce()
    expect((await flips()).map((flip) => flip.monitor_id).toSorted()).toEqual(monitors.toSorted())
    expect(await deliveries()).toHaveLength(3)
  } finally {
    await impatient.end()
  }
})

/**
 * When the client gave up a check, its statement may still wait for the lock on the server, and would go on once the
 * lock is free.
 */
const endSessions = (name: string) =>
  world.query('SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = $1', [name])

test.skipIf(hasNoServerLimits)(
  'a lock on a row of one monitor delays that one, and the others are judged in the same pass',
  async () => {
    const held = await addDue({ schedule: { type: 'none' } })
    await world.query('UPDATE monitor SET max_runtime_seconds = 10 WHERE id = $1', [held])
    await world.query(
      `INSERT INTO run (workspace_id, id, monitor_id, number, state, started_at, last_beat_at, deadline_at, silent_from_at)
       VALUES ($1, '${testId('run_held')}', $2, 1, 'running', $3, $3, $4, $3)`,
      [workspaceId, held, at(0), at(10)],
    )
    await world.query('UPDATE monitor_state SET open_run_count = 1, run_count = 1 WHERE monitor_id = $1', [held])
    const others = [await addDue(), await addDue()]
    await world.tick(at(20))
    await whileLocked(
      world.database.pool,
      { statement: `SELECT 1 FROM run WHERE id = '${testId('run_held')}' FOR UPDATE` },
      checkOnce,
    )
    expect((await flips()).map((flip) => flip.monitor_id).toSorted()).toEqual(others.toSorted())
    await checkOnce()
    expect((await flips()).map((flip) => flip.monitor_id)).toContain(held)
  },
)

test('a monitor in quarantine is checked again five minutes later, without a beat', async () => {
  const monitorId = await addDue({ name: 'poison' })
  await world.query(
    `INSERT INTO flip (workspace_id, id, monitor_id, version, from_status, to_status, at, reason)
     VALUES ($1, '${testId('flp_1')}', $2, 1, 'new', 'up', $3, 'first_success')`,
    [workspaceId, monitorId, at(-100)],
  )
  await world.tick(at(20))
  await checkOnce()
  await world.query('DELETE FROM flip')
  await world.tick(at(319))
  await checkOnce()
  expect(await flips()).toEqual([])
  await world.tick(at(321))
  await checkOnce()
  expect(await flips()).toMatchObject([{ to_status: 'down', at: START + 10 * SECOND }])
  expect(await world.query('SELECT 1 FROM monitor_state WHERE check_error IS NOT NULL')).toEqual([])
})

test('a monitor that leaves quarantine loses its sentence', async () => {
  const monitorId = await addDue()
  await world.query(`UPDATE monitor_state SET check_error = 'could not'`)
  await world.tick(at(20))
  await checkOnce()
  expect(await world.query('SELECT monitor_id FROM monitor_state WHERE check_error IS NULL')).toEqual([
    { monitor_id: monitorId },
  ])
})

test('an open run keeps its own deadline, and a stalled one is reported once', async () => {
  const monitorId = await world.addMonitor(workspaceId, {
    schedule: { type: 'none' },
    channels: [channelId],
    attentionAt: at(10),
  })
  await world.query('UPDATE monitor SET max_runtime_seconds = 100, stall_seconds = 10')
  await world.query(`UPDATE monitor_state SET open_run_count = 1, run_count = 1`)
  await world.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, state, started_at, last_beat_at, deadline_at, silent_from_at, stalled_from_at, done)
     VALUES ($1, '${testId('run_1')}', $2, 1, 'running', $3, $3, $4, $3, $3, 5)`,
    [workspaceId, monitorId, at(0), at(100)],
  )
  await world.tick(at(20))
  await checkOnce()
  await checkOnce()
  expect((await deliveries()).map((d) => d.type)).toEqual(['run.stalled'])
  await world.tick(at(101))
  await checkOnce()
  expect((await flips()).map((flip) => flip.reason)).toEqual(['timed_out'])
  expect((await deliveries()).map((d) => d.type)).toEqual(['run.stalled', 'monitor.down'])
})

test('an outage makes no false down, lists what is unjudged and in doubt, and notifies each workspace once', async () => {
  const cleos = await world.addWorkspace('Cleo')
  const cleosChannel = await world.addWebhook(cleos, 'http://localhost:1/')
  const second = await world.addWebhook(workspaceId, 'http://localhost:2/')
  const due = await addDue({ name: 'due-in-the-outage', schedule: NOON })
  const again = await addDue({ name: 'expected again' })
  const nightly = await world.addMonitor(workspaceId, {
    name: 'in doubt',
    schedule: NOON,
    graceSeconds: 3_600,
    channels: [channelId],
    expectedAt: at(0),
    attentionAt: at(3_600),
  })
  const before = await world.addMonitor(workspaceId, {
    name: 'due-before',
    channels: [channelId],
    expectedAt: at(-30),
    attentionAt: at(-20),
  })
  const later = await world.addMonitor(cleos, { channels: [cleosChannel], expectedAt: at(900), attentionAt: at(910) })
  await world.query(`INSERT INTO outage (started_at, ended_at, recovers_at) VALUES ($1, $2, $3)`, [
    at(-5),
    at(300),
    at(360),
  ])

  await world.tick(at(310))
  await checkOnce()
  expect((await flips()).map((flip) => flip.monitor_id)).toEqual([before])

  await world.tick(at(361))
  await Promise.all([checkOnce(), checkOnce(), checkOnce()])
  await checkOnce()
  expect((await flips()).map((flip) => flip.monitor_id)).toEqual([before])
  const notices = (await deliveries()).filter((d) => d.type === 'outage.notice')
  expect(notices.map((d) => d.channel_id).toSorted()).toEqual([channelId, second].toSorted())
  for (const notice of notices) {
    expect(notice.event.unjudged).toMatchObject([{ monitorId: due, monitorName: 'due-in-the-outage' }])
    expect(notice.event.unjudgedCount).toBe(1)
    expect(notice.event.inDoubt).toMatchObject([
      { monitorId: again, deadlineAt: at(370).toISOString(), runId: null },
      { monitorId: nightly, deadlineAt: at(3_600).toISOString(), runId: null },
    ])
    expect(notice.event).toMatchObject({
      inDoubtCount: 2,
      outage: { spans: [{ startedAt: at(-5).toISOString(), endedAt: at(300).toISOString() }] },
    })
  }
  const [outage] = await world.query<{ swept_at: number | null; noticed_at: number | null }>('SELECT * FROM outage')
  expect(outage!.swept_at).not.toBeNull()
  expect(outage!.noticed_at).not.toBeNull()

  await world.tick(at(911))
  await checkOnce()
  expect((await flips()).map((flip) => flip.monitor_id)).toContain(later)

  // What was in doubt is unjudged at its deadline, and not reported again.
  await world.tick(at(3_601))
  await checkOnce()
  const runs = await world.query<{ monitor_id: string; away_from_at: number; away_to_at: number }>(
    `SELECT * FROM run WHERE state = 'unjudged' ORDER BY number, monitor_id`,
  )
  expect(runs.map((run) => run.monitor_id).toSorted()).toEqual([due, nightly].toSorted())
  expect(runs[0]).toMatchObject({ away_from_at: at(-5).getTime(), away_to_at: at(300).getTime() })
  expect((await deliveries()).filter((d) => d.type === 'outage.notice')).toHaveLength(2)
})

test('what was silent before an outage is missed, and flip, incident and alert name the outage', async () => {
  const nightly = await world.addMonitor(workspaceId, {
    schedule: NOON,
    graceSeconds: 3_600,
    channels: [channelId],
    expectedAt: at(0),
    attentionAt: at(3_600),
  })
  await world.query('UPDATE monitor_state SET usual_finishes = $1', ['{3000,3001,3002,3003,3004}'])
  await world.query(`INSERT INTO outage (started_at, ended_at, recovers_at) VALUES ($1, $2, $3)`, [
    at(1_800),
    at(1_834),
    at(1_894),
  ])
  await world.tick(at(1_895))
  await checkOnce()
  await world.tick(at(3_601))
  await checkOnce()
  const away = { away_from_at: at(1_800).getTime(), away_to_at: at(1_834).getTime() }
  expect(await flips()).toMatchObject([{ monitor_id: nightly, reason: 'missed', at: at(3_600).getTime(), ...away }])
  expect(await world.query('SELECT * FROM incident')).toMatchObject([away])
  expect(await deliveries()).toMatchObject([
    { type: 'monitor.down', event: { away: { from: at(1_800).toISOString(), to: at(1_834).toISOString() } } },
  ])
})

test('outages that follow each other before clients have recovered are reported together', async () => {
  const due = await addDue({ schedule: NOON })
  for (const [from, to, recovers] of [
    [-5, 300, 360],
    [350, 420, 480],
  ] as const) {
    await world.query(`INSERT INTO outage (started_at, ended_at, recovers_at) VALUES ($1, $2, $3)`, [
      at(from),
      at(to),
      at(recovers),
    ])
  }
  await world.tick(at(421))
  await checkOnce()
  expect(await deliveries()).toEqual([])
  await world.tick(at(481))
  await checkOnce()
  const notices = await deliveries()
  expect(notices).toMatchObject([{ type: 'outage.notice', event: { unjudged: [{ monitorId: due }] } }])
  expect(notices[0]?.event.outage).toMatchObject({
    startedAt: at(-5).toISOString(),
    endedAt: at(420).toISOString(),
    recoversAt: at(480).toISOString(),
  })
  expect(await world.query('SELECT FROM outage WHERE noticed_at IS NULL')).toEqual([])
})

test('a monitor that stays silent after an outage goes down when its new deadline has passed', async () => {
  await addDue()
  await world.query(`INSERT INTO outage (started_at, ended_at, recovers_at) VALUES ($1, $2, $3)`, [
    at(-5),
    at(300),
    at(360),
  ])
  await world.tick(at(361))
  await checkOnce()
  await world.tick(at(369))
  await checkOnce()
  expect(await flips()).toEqual([])
  await world.tick(at(371))
  await checkOnce()
  expect(await flips()).toMatchObject([{ to_status: 'down', at: START + 370 * SECOND }])
})
