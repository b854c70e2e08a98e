import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { runStatesOfEvent } from '@/lib/core/delivery/run-of-event'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withTransaction } from '@/lib/db/transaction'
import { loadFacts } from './load-facts'

let db: TestDatabase
const [workspaceId, channelId] = [newId(), newId()]

beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'runs')`, [workspaceId])
  await db.pool.query(
    `INSERT INTO channel (workspace_id, id, kind, name, config) VALUES ($1, $2, 'email', 'mail', '{"to":["a@example.com"]}')`,
    [workspaceId, channelId],
  )
})
afterAll(() => db.drop())

interface StoredRun {
  id: string
  state: string
}

/** A monitor with runs of these states, the oldest first. */
async function addMonitor(states: readonly string[]): Promise<{ monitorId: string; runs: StoredRun[] }> {
  const monitorId = newId()
  const runs = states.map((state) => ({ id: newId(), state }))
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{"type":"none"}', 60)`,
    [workspaceId, monitorId],
  )
  await db.pool.query(`INSERT INTO monitor_state (workspace_id, monitor_id, run_count) VALUES ($1, $2, $3)`, [
    workspaceId,
    monitorId,
    runs.length,
  ])
  for (const [i, { id, state }] of runs.entries()) {
    await db.pool.query(
      `INSERT INTO run (workspace_id, id, monitor_id, number, state, started_at, ended_at, last_beat_at, silent_from_at)
       VALUES ($1, $2, $3, $4, $5, now(), CASE WHEN $5 <> 'running' THEN now() END, now(), now())`,
      [workspaceId, id, monitorId, i + 1, state],
    )
  }
  return { monitorId, runs }
}

async function addDelivery(monitorId: string, { type, reason }: { type: string; reason: string | null }) {
  const id = newId()
  const event = JSON.stringify({ at: new Date().toISOString(), ...(reason !== null && { reason }) })
  await db.pool.query(
    `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, event) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [workspaceId, id, channelId, type, id, monitorId, event],
  )
  return { workspaceId, id }
}

const TYPES = ['monitor.down', 'monitor.up', 'run.failed', 'run.stalled', 'incident.closed']
const REASONS = ['missed', 'not_started', 'lost', 'failed', null]

test.each([
  [[]],
  [['succeeded', 'failed']],
  [['running', 'succeeded', 'running', 'failed']],
  [['lost', 'lost', 'succeeded']],
  [['running', 'lost', 'running', 'lost', 'succeeded']],
])('of runs %j an event without one of its own shows the one that the core names', async (states) => {
  const { monitorId, runs } = await addMonitor(states)
  const cases = TYPES.flatMap((type) => REASONS.map((reason) => ({ type, reason })))
  const deliveries = await Promise.all(cases.map((one) => addDelivery(monitorId, one)))
  const facts = await withTransaction(db.pool, (client) => loadFacts(client, deliveries, { detail: 'withoutFigures' }))
  const shown = new Map(facts.map(({ id, run }) => [id, run?.id ?? null]))
  const expected = cases.map(({ type, reason }) => {
    const newest = runStatesOfEvent(type, reason).flatMap((state) => runs.findLast((run) => run.state === state) ?? [])
    return newest[0]?.id ?? null
  })
  expect(deliveries.map(({ id }) => shown.get(id))).toEqual(expected)
})
