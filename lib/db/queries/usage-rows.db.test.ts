import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createPool } from '../pool'
import { rollUpDay } from '../retention/usage-days'
import { type WorkspaceClient, withWorkspace } from '../workspace-db'
import { countBeatsByDay } from './usage-rows'

const MONITORS = 10_000
const W = testId('w')
const SWAPPED = testId('swapped')
const NOW = new Date('2026-11-22T02:00:00.000Z')

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  Plans?: Plan[]
}

let database: TestDatabase
let web: TestDatabase['pool']

beforeAll(async () => {
  database = await createTestDatabase()
  web = createPool(database.url, { name: 'test', role: 'web', max: 1, statementTimeoutMs: 10_000 })
  await database.pool.query(`SELECT ensure_beat_partitions('2026-10-20', 40)`)
  await database.pool.query(`INSERT INTO workspace (id, name, created_at) VALUES ($1, 'Ada', '2026-01-01')`, [W])
  await database.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds)
     SELECT $2::uuid, md5(n::text)::uuid, 'job ' || n, '{"type":"none"}', 0 FROM generate_series(1, $1::int) AS n`,
    [MONITORS, W],
  )
  // Two beats yesterday and three today for each monitor, except every tenth.
  await database.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal)
     SELECT $2::uuid, md5(n::text)::uuid, seq, '2026-11-21T22:30:00Z'::timestamptz + seq * interval '35 minutes', 's'
     FROM generate_series(1, $1::int) AS n, generate_series(1, 5) AS seq WHERE n % 10 > 0`,
    [MONITORS, W],
  )
  await database.pool.query(
    `INSERT INTO usage_day SELECT $1::uuid, d, 1 FROM generate_series('2026-10-24'::date, '2026-11-21', '1 day') AS d`,
    [W],
  )
})

afterAll(async () => {
  await web.end()
  await database.drop()
})

function flatten(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flatten)]
}

async function countAndRecord() {
  const asked: { text: string; values: unknown[] }[] = []
  const days = await withWorkspace(web, W, async (client) => {
    const recording = {
      query(text: string, values: unknown[]) {
        asked.push({ text, values })
        return client.query(text, values)
      },
    }
    return countBeatsByDay(recording as WorkspaceClient, { workspaceId: W, days: 30, now: NOW })
  })
  return { asked, days }
}

test('for thirty days, one statement reads the stored days, and one counts today', async () => {
  const { asked, days } = await countAndRecord()
  expect(asked).toHaveLength(2)
  expect(days).toHaveLength(30)
  expect(days.slice(0, 29).every(({ count }) => count === 1)).toBe(true)
  expect(days[29]).toEqual({ day: '2026-11-22', count: 3 * 9_000 })
})

test('today costs two index probes per monitor in its partition and one empty probe in each of the two next to it, and reads no other partition', async () => {
  const { asked } = await countAndRecord()
  const { text, values } = asked.at(-1)!
  const { rows } = await withWorkspace(web, W, (client) =>
    client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values),
  )
  const scans = flatten(rows[0]!['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name']?.startsWith('beat'))
  const most = { beat_20261121: 0, beat_20261122: 1, beat_20261123: 0 } as Record<string, number>
  const names = scans.map((scan) => scan['Relation Name']!)
  expect(names.sort()).toEqual(['beat_20261121', 'beat_20261122', 'beat_20261122', 'beat_20261123'])
  for (const scan of scans) {
    expect(scan['Actual Loops']).toBeLessThanOrEqual(MONITORS)
    expect(scan['Actual Rows']).toBeLessThanOrEqual(most[scan['Relation Name']!]!)
    // The partition of tomorrow is empty, so its plan does not matter.
    if (scan['Relation Name'] === 'beat_20261123') continue
    expect(scan['Node Type']).toMatch(/^Index (Only )?Scan$/)
    expect(scan['Index Name']).toBe(`${scan['Relation Name']}_workspace_id_monitor_id_seq_idx`)
  }
})

test('beats that two processes numbered in the wrong order at midnight are counted once, each on its day', async () => {
  await database.pool.query(`INSERT INTO workspace (id, name, created_at) VALUES ($1, 'Ben', '2026-01-01')`, [SWAPPED])
  await database.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 's', '{"type":"none"}', 0)`,
    [SWAPPED, testId('mon_s')],
  )
  const at = [
    '2026-11-21T12:00:00Z',
    '2026-11-22T00:00:00.001Z',
    '2026-11-21T23:59:59.999Z',
    '2026-11-22T00:00:00.002Z',
    '2026-11-21T23:59:59.998Z',
    '2026-11-22T01:00:00Z',
  ]
  await database.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal)
     SELECT $2::uuid, $3::uuid, n, at, 's' FROM unnest($1::timestamptz[]) WITH ORDINALITY AS t(at, n)`,
    [at, SWAPPED, testId('mon_s')],
  )
  const days = await withWorkspace(web, SWAPPED, (client) =>
    countBeatsByDay(client, { workspaceId: SWAPPED, days: 3, now: NOW }),
  )
  expect(days.map(({ count }) => count)).toEqual([0, 3, 3])
  const made = await rollUpDay(database.pool, { day: '2026-11-21', workspaceIds: [SWAPPED] })
  expect(made).toBeGreaterThan(0)
  const { rows } = await database.pool.query(
    `SELECT beats::int FROM usage_day WHERE workspace_id = $1 AND day = '2026-11-21'`,
    [SWAPPED],
  )
  expect(rows).toEqual([{ beats: 3 }])
})
