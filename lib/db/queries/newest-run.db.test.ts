import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { deriveRunState, shownRun, TROUBLES } from '@/lib/core'
import type { RunState } from '@/lib/core/types'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { countMonitors, loadMonitorRows } from './monitor-rows'

let db: TestDatabase
const workspaceId = newId()

const STATES: RunState[] = ['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged']
const LIMIT_SECONDS = 60

/** Instants are seconds from now. */
interface Made {
  id: string
  state: RunState
  silenceSeconds: number | null
  stallSeconds: number | null
  silentAt: number | null
  silentFromAt: number
  stalledAt: number | null
  stalledFromAt: number | null
}

const limits = [null, LIMIT_SECONDS]
const stored = [null, -5]
const bases = [-LIMIT_SECONDS - 5, -LIMIT_SECONDS + 60]
const made: Made[] = STATES.flatMap((state) =>
  limits.flatMap((silenceSeconds) =>
    limits.flatMap((stallSeconds) =>
      stored.flatMap((silentAt) =>
        bases.flatMap((silentFromAt) =>
          stored.flatMap((stalledAt) =>
            [null, ...bases].map((stalledFromAt) => {
              const instants = { silentAt, silentFromAt, stalledAt, stalledFromAt }
              return { id: newId(), state, silenceSeconds, stallSeconds, ...instants }
            }),
          ),
        ),
      ),
    ),
  ),
)

beforeAll(async () => {
  db = await createTestDatabase()
  const columns = (...names: (keyof Made)[]) => names.map((name) => made.map((one) => one[name]))
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'rules')`, [workspaceId])
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds, silence_seconds, stall_seconds)
     SELECT $1, id, id::text, '{"type":"none"}', 60, silence, stall
     FROM unnest($2::uuid[], $3::int4[], $4::int4[]) AS t(id, silence, stall)`,
    [workspaceId, ...columns('id', 'silenceSeconds', 'stallSeconds')],
  )
  await db.pool.query(
    `INSERT INTO monitor_state (workspace_id, monitor_id, status) SELECT $1, id, 'up' FROM unnest($2::uuid[]) AS t(id)`,
    [workspaceId, ...columns('id')],
  )
  // Before the newest run each has one that is silent: it does not count.
  await db.pool.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, attempt, state, last_beat_at, silent_from_at, silent_at)
     SELECT $1, gen_random_uuid(), id, 1, 1, 'running', clock_timestamp(), clock_timestamp(), clock_timestamp()
     FROM unnest($2::uuid[]) AS t(id)`,
    [workspaceId, ...columns('id')],
  )
  const at = (column: string) => `clock_timestamp() + make_interval(secs => ${column})`
  await db.pool.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, attempt, state, last_beat_at, silent_at, silent_from_at, stalled_at,
       stalled_from_at, ended_at)
     SELECT $1, gen_random_uuid(), id, 2, 1, state, clock_timestamp(), ${at('silent')}, ${at('silent_from')}, ${at('stalled')},
       ${at('stalled_from')}, CASE WHEN state <> 'running' THEN clock_timestamp() END
     FROM unnest($2::uuid[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[])
       AS t(id, state, silent, silent_from, stalled, stalled_from)`,
    [workspaceId, ...columns('id', 'state', 'silentAt', 'silentFromAt', 'stalledAt', 'stalledFromAt')],
  )
})
afterAll(() => db.drop())

/** What the core says at the time of the test: no instant is within a minute of its limit. */
function coreSays({ state, silenceSeconds, stallSeconds, ...instants }: Made) {
  const ms = (seconds: number | null) => (seconds === null ? null : seconds * 1_000)
  const run = {
    state,
    silentAt: ms(instants.silentAt),
    silentFromAt: instants.silentFromAt * 1_000,
    stalledAt: ms(instants.stalledAt),
    stalledFromAt: ms(instants.stalledFromAt),
  }
  return shownRun(deriveRunState(run, { silenceSeconds, stallSeconds }, 0))
}

test('the lists of silent, stalled and partial monitors have those whose newest run the core shows as that', async () => {
  const counts = await countMonitors(db.pool, workspaceId, {})
  for (const trouble of TROUBLES) {
    const expected = made.filter((one) => coreSays(one) === trouble).map(({ id }) => id)
    expect(expected.length).toBeGreaterThan(10)
    const rows = await loadMonitorRows(db.pool, workspaceId, { shown: trouble, limit: 1_000 })
    expect(rows.map(({ id }) => id)).toEqual(expected.toSorted())
    expect(counts[trouble]).toBe(expected.length)
  }
})
