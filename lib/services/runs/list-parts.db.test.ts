import { afterAll, beforeAll, expect, test } from 'vitest'
import { toPublicId } from '@/lib/contract/ids'
import type { PartView } from '@/lib/contract/runs'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createMonitor } from '../monitors/create-monitor'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { getRun } from './get-run'
import { listParts } from './list-parts'

const SHARDS = 3_000

let database: TestDatabase
let people: People
let runId: string

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { id: monitorId } = await createMonitor(people.ada, { name: 'wide', schedule: { type: 'none' } })
  const sent = await beat(people.ada, uuidOf(monitorId), {
    receivedAt: Date.now(),
    signal: 'start',
    step: 'load',
    shard: 'first',
  })
  runId = toPublicId('run', sent.runId!)
  await database.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, message, checkpoint)
     SELECT workspace_id, run_id, 'load', 's' || n, position + n, CASE WHEN n % 600 = 0 THEN 'failed' ELSE 'running' END,
       now(), now(), 'message', repeat('c', 4000) FROM run_part, generate_series(1, $2) n WHERE run_id = $1 AND shard = 'first'`,
    [sent.runId, SHARDS],
  )
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

test('a run with thousands of shards is shown with the first of them, and with their number', async () => {
  const run = await getRun(people.ada, { runId })
  expect(run.partsTotal).toBe(SHARDS + 2)
  expect(run.steps[0]?.shards).toHaveLength(199)
  expect(JSON.stringify(run).length).toBeLessThan(1_000_000)
})

test('the others are listed page by page, each once, after those of the run', async () => {
  const run = await getRun(people.ada, { runId })
  const names = ['load', ...run.steps[0]!.shards.map(({ shard }) => shard)]
  let cursor = run.partsCursor
  while (cursor !== null) {
    const page = await listParts(people.ada, { runId, limit: 200, cursor })
    names.push(...page.data.map(({ step, shard }) => shard ?? `step ${step}`))
    cursor = page.nextCursor
  }
  expect(names).toEqual(['load', 'first', ...Array.from({ length: SHARDS }, (_, n) => `s${n + 1}`)])
})

test('a page that ends between a step and a shard of the same beat loses none of them', async () => {
  const parts: PartView[] = []
  let cursor: string | undefined
  for (let page = 0; page < 3; page++) {
    const { data, nextCursor } = await listParts(people.ada, { runId, limit: 1, ...(cursor && { cursor }) })
    parts.push(...data)
    cursor = nextCursor!
  }
  expect(parts.map(({ step, shard }) => [step, shard])).toEqual([
    ['load', null],
    ['load', 'first'],
    ['load', 's1'],
  ])
})

test('the failed ones can be listed alone', async () => {
  const { data } = await listParts(people.ada, { runId, state: 'failed' })
  expect(data.map(({ shard }) => shard)).toEqual(['s600', 's1200', 's1800', 's2400', 's3000'])
})

test('an invalid cursor is refused, and a person of another workspace finds no such run', async () => {
  await expect(listParts(people.ada, { runId, cursor: 'zzz' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'cursor',
  })
  await expectRefusal(listParts(people.cleo, { runId }), 'not_found')
})
