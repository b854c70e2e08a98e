import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { alertEventSchema } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { SIGNAL_BYTES } from '@/lib/db/ingest/signal-bytes'
import { hasNoServerLimits } from '@/lib/db/testing/server-limits'
import { whileLocked } from '@/lib/db/testing/while-locked'
import { Sender } from '@/lib/services/sender/sender'
import { type Sink, startSink } from './testing/sink'
import { openWorld, type World } from './testing/world'

let world: World
let sink: Sink
let healthy: Party
let poisoned: Party

type Party = Awaited<ReturnType<typeof addParty>>

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.end())

beforeEach(async () => {
  sink = await startSink()
  poisoned = await addParty('Cleo')
  healthy = await addParty('Ada')
})

afterEach(async () => {
  await world.query('DELETE FROM workspace')
  await sink.close()
})

/** A workspace with an alert of a run that has a step with 40 of 100, and an alert without a run. */
async function addParty(name: string) {
  const workspaceId = await world.addWorkspace(name)
  const channelId = await world.addWebhook(workspaceId, sink.url)
  const monitorId = await world.addMonitor(workspaceId)
  const runId = newId()
  await world.query(
    `INSERT INTO run (workspace_id, monitor_id, id, number, state, started_at, last_beat_at, silent_from_at)
     VALUES ($1, $2, $3, 7, 'failed', '2026-11-21T01:00:00Z', '2026-11-21T02:00:00Z', '2026-11-21T02:00:00Z')`,
    [workspaceId, monitorId, runId],
  )
  const addPart = (shard: string, done: number, startedAt = '2026-11-21T01:00:00Z', step = 'load') =>
    world.query(
      `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, done, total)
       VALUES ($1, $2, $3, $4, 1, 'failed', $5, '2026-11-21T02:00:00Z', $6, 100)`,
      [workspaceId, runId, step, shard, startedAt, done],
    )
  await addPart('', 40)
  const addAlert = async (monitor = monitorId) => {
    const id = await world.addAlert(workspaceId, channelId, { monitorId: monitor, type: 'run.failed' })
    if (monitor === monitorId) await world.query('UPDATE delivery SET run_id = $2 WHERE id = $1', [id, runId])
    return id
  }
  const alertId = await addAlert()
  const ids = { alert: toPublicId('dlv', alertId), run: toPublicId('run', runId) }
  return { workspaceId, channelId, runId, addPart, addAlert, alertId, ids }
}

/** One pass; returns what arrived from its tries, by delivery. */
async function sendOnce(sender = new Sender(world.sender, () => {})) {
  await sender.pass()
  await sender.stop(10_000)
  return new Map(sink.received.map(({ id, event }) => [id, alertEventSchema.parse(event)]))
}

/** A pass while the table is locked, for longer than a transaction may be idle. */
const whileUnreadable = (table: string) =>
  whileLocked(
    world.database.pool,
    { statement: 'SET LOCAL idle_in_transaction_session_timeout = 0' },
    async (holder) => {
      await holder.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
      return sendOnce()
    },
  )

const stateOf = async (id: string) =>
  (await world.query<{ state: string }>('SELECT state FROM delivery WHERE id = $1', [id]))[0]!.state

test('a run whose sums the database cannot compute is sent with its own numbers, and its neighbour with all', async () => {
  for (const shard of ['a', 'b']) await poisoned.addPart(shard, 1.7e308)
  const received = await sendOnce()
  expect(received.get(healthy.ids.alert)).toMatchObject({ run: { id: healthy.ids.run, done: 40, total: 100 } })
  expect(received.get(poisoned.ids.alert)).toMatchObject({
    reason: 'missed',
    run: { id: poisoned.ids.run, done: null },
  })
  expect([await stateOf(healthy.alertId), await stateOf(poisoned.alertId)]).toEqual(['sent', 'sent'])
})

test('a run that cannot be put in a message is left out, and the event is sent alone', async () => {
  await poisoned.addPart('', 1, 'infinity', 'save')
  const received = await sendOnce()
  expect(received.get(healthy.ids.alert)).toMatchObject({ run: { id: healthy.ids.run, done: 40 } })
  expect(received.get(poisoned.ids.alert)).toMatchObject({
    monitor: { name: 'nightly-etl' },
    reason: 'missed',
    run: null,
  })
})

test('beats that cannot be counted leave out the count of the last hour, of that run only', async () => {
  for (const [{ workspaceId, runId }, done] of [
    [poisoned, '"many"'],
    [healthy, '40'],
  ] as const) {
    await world.query(
      `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, run_id, step, detail)
       SELECT workspace_id, monitor_id, 1, clock_timestamp(), '${SIGNAL_BYTES.progress}', id, 'load', jsonb_build_object('done', $2::jsonb)
       FROM run WHERE id = $1 AND workspace_id = $3`,
      [runId, done, workspaceId],
    )
    await world.query(
      `UPDATE run_part SET started_at = clock_timestamp() - interval '1 minute', last_beat_at = clock_timestamp() WHERE run_id = $1`,
      [runId],
    )
    await world.query(`UPDATE delivery SET event = event || jsonb_build_object('at', $2::text) WHERE run_id = $1`, [
      runId,
      new Date(Date.now() + 1_000).toISOString(),
    ])
  }
  const received = await sendOnce()
  expect(received.get(healthy.ids.alert)).toMatchObject({ run: { done: 40, doneLastHour: 40 } })
  expect(received.get(poisoned.ids.alert)).toMatchObject({ run: { done: 40, doneLastHour: null } })
})

test.skipIf(hasNoServerLimits)(
  'while parts of runs cannot be read at all, alerts are sent without the run',
  async () => {
    const received = await whileUnreadable('run_part')
    for (const { ids } of [healthy, poisoned]) expect(received.get(ids.alert)).toMatchObject({ run: null })
  },
)

test.skipIf(hasNoServerLimits)('while nothing of events can be read, alerts wait, and are sent then', async () => {
  const early = await whileUnreadable('incident')
  expect(early.size).toBe(0)
  expect([await stateOf(healthy.alertId), await stateOf(poisoned.alertId)]).toEqual(['pending', 'pending'])
  const received = await sendOnce()
  expect(received.get(healthy.ids.alert)).toMatchObject({ run: { id: healthy.ids.run, done: 40 } })
  expect([await stateOf(healthy.alertId), await stateOf(poisoned.alertId)]).toEqual(['sent', 'sent'])
})

test('a digest whose members cannot be named says how many there are', async () => {
  const { workspaceId, channelId } = poisoned
  for (let n = 0; n < 21; n++) await poisoned.addAlert(await world.addMonitor(workspaceId))
  const sender = new Sender(world.sender, () => {})
  await sender.pass()
  await world.query(`UPDATE delivery SET next_attempt_at = clock_timestamp() WHERE type = 'digest'`)
  await world.query(`UPDATE delivery SET event = 'null' WHERE digest_id IS NOT NULL`)
  const received = await sendOnce(sender)
  const [digest] = [...received.values()].filter(({ type }) => type === 'digest')
  expect(digest).toMatchObject({ type: 'digest', count: 22 })
  expect(
    await world.query('SELECT 1 FROM delivery WHERE channel_id = $1 AND state <> $2', [channelId, 'merged']),
  ).toHaveLength(1)
})

test('a channel that cannot be claimed is moved behind the others, which are sent at once', async () => {
  await world.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 / 0; RETURN NEW; END $$`,
  )
  await world.query(
    `CREATE TRIGGER refuse BEFORE UPDATE ON delivery FOR EACH ROW
     WHEN (NEW.channel_id = '${poisoned.channelId}' AND NEW.lease_token IS NOT NULL) EXECUTE FUNCTION refuse()`,
  )
  try {
    const received = await sendOnce()
    expect([...received.keys()]).toEqual([healthy.ids.alert])
    expect(await stateOf(poisoned.alertId)).toBe('pending')
  } finally {
    await world.query('DROP FUNCTION refuse CASCADE')
  }
  expect([...(await sendOnce()).keys()]).toContain(poisoned.ids.alert)
})

test('a delivery of a workspace in deletion that cannot be cancelled is not sent, and holds up no alert', async () => {
  await world.query(`UPDATE workspace SET delete_after = clock_timestamp() + interval '1 day' WHERE id = $1`, [
    poisoned.workspaceId,
  ])
  await world.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`)
  await world.query(`CREATE TRIGGER refuse BEFORE UPDATE ON delivery FOR EACH ROW
     WHEN (NEW.state = 'cancelled') EXECUTE FUNCTION refuse()`)
  try {
    expect([...(await sendOnce()).keys()]).toEqual([healthy.ids.alert])
    expect(await stateOf(poisoned.alertId)).toBe('pending')
  } finally {
    await world.query('DROP FUNCTION refuse CASCADE')
  }
  await sendOnce()
  expect(await stateOf(poisoned.alertId)).toBe('cancelled')
})
