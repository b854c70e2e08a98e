import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { RANK_RULES, SHOWN_RULES, shownStatus } from '@/lib/core'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { loadMonitorRows, type MonitorRow } from './monitor-rows'

let db: TestDatabase
const workspaceId = newId()
const LIMIT = 200

beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'rules')`, [workspaceId])
  for (const status of ['new', 'up', 'down', 'paused'])
    for (const openRuns of [0, 1])
      for (const expectedIn of [null, -60, 60])
        for (const run of [null, 'partial', 'silent', 'stalled'] as const)
          await insertMonitor({ status, openRuns, expectedIn, run })
})
afterAll(() => db.drop())

interface Made {
  status: string
  openRuns: number
  /** Seconds from now. */
  expectedIn: number | null
  run: 'partial' | 'silent' | 'stalled' | null
}

const made = new Map<string, Made>()

async function insertMonitor(monitor: Made): Promise<void> {
  const id = newId()
  made.set(id, monitor)
  const { status, openRuns, expectedIn, run } = monitor
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, $2::uuid, $3, 60)`,
    [workspaceId, id, JSON.stringify({ type: 'none' })],
  )
  await db.pool.query(
    `INSERT INTO monitor_state (workspace_id, monitor_id, status, open_run_count, expected_at)
     VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))`,
    [workspaceId, id, status, openRuns, expectedIn],
  )
  if (run === null) return
  const state = run === 'partial' ? 'partial' : 'running'
  await db.pool.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, attempt, state, last_beat_at, silent_from_at, silent_at, stalled_at, ended_at)
     VALUES ($1, $2, $3, 1, 1, $4, clock_timestamp(), clock_timestamp(),
       CASE WHEN $5 = 'silent' THEN clock_timestamp() END, CASE WHEN $5 = 'stalled' THEN clock_timestamp() END,
       CASE WHEN $5 = 'partial' THEN clock_timestamp() END)`,
    [workspaceId, newId(), id, state, run],
  )
}

const load = (filter: { shown?: string; byAttention?: boolean }) =>
  loadMonitorRows(db.pool, workspaceId, { ...filter, limit: LIMIT })

const shownOf = (row: MonitorRow) => shownStatus({ ...row, openRunCount: row.openRuns }, row.now)

test('the list filtered by what is shown has the monitors of which the core says the same', async () => {
  const all = await load({})
  expect(all).toHaveLength(made.size)
  for (const [, shown] of SHOWN_RULES) {
    const expected = all.filter((row) => shownOf(row) === shown).map(({ id }) => id)
    expect(expected.length).toBeGreaterThan(0)
    expect((await load({ shown })).map(({ id }) => id)).toEqual(expected)
  }
})

test('by attention the first rule of the core that is true decides', async () => {
  const rows = await load({ byAttention: true })
  const rankOf = ({ status, openRuns, expectedIn, run }: Made) => {
    const facts: string[] = [status, run ?? '']
    if (openRuns > 0) facts.push('hasOpenRun')
    if (expectedIn !== null && expectedIn < 0) facts.push('isOverdue')
    return RANK_RULES.find(([fact]) => facts.includes(fact))![1]
  }
  expect(rows.map(({ rank }) => rank)).toEqual(rows.map(({ id }) => rankOf(made.get(id)!)))
  expect(rows.map(({ rank }) => rank)).toEqual(rows.map(({ rank }) => rank).toSorted((a, b) => a - b))
  expect(new Set(rows.map(({ rank }) => rank)).size).toBe(RANK_RULES.length)
})
