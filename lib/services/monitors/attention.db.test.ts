import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listIncidents } from '../incidents/list-incidents'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { countMonitors } from './count-monitors'
import { createMonitor } from './create-monitor'
import { getMonitor } from './get-monitor'
import { listMonitors } from './list-monitors'
import { pauseMonitor } from './pause-monitor'

let database: TestDatabase
let people: People
const ids: Record<string, string> = {}

const HOUR = 3_600_000

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { rows } = await database.pool.query('select extract(epoch from clock_timestamp()) * 1000 as now')
  const ago = (ms: number) => Math.floor(Number(rows[0].now)) - ms
  const make = async (name: string, change = {}) => {
    ids[name] = (await createMonitor(people.ada, { name, schedule: { type: 'none' }, ...change })).id
    return (at: number, fields: object = {}) => beat(people.ada, uuidOf(ids[name]!), { receivedAt: ago(at), ...fields })
  }
  await (await make('up'))(HOUR)
  await make('new')
  await make('paused')
  await pauseMonitor(people.ada, { monitorId: ids.paused! })
  await (await make('running'))(60_000, { signal: 'start' })
  const partial = await make('partial', { partialIsFailure: false })
  await partial(HOUR, { signal: 'start', shards: 2 })
  await partial(60_000)
  await (await make('late', { schedule: { type: 'interval', seconds: 60 }, graceSeconds: 86_400 }))(HOUR)
  await (await make('stalled', { stallSeconds: 60 }))(HOUR, { signal: 'progress', done: 1 })
  await (await make('silent', { silenceSeconds: 60 }))(HOUR, { signal: 'start' })
  const down = await make('down')
  await down(HOUR, { signal: 'start' })
  await down(HOUR - 1, { signal: 'fail', shard: '5', message: 'connection refused' })
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const namesOf = ({ data }: { data: { name: string }[] }) => data.map(({ name }) => name)

test('monitors that need attention come first, over pages too; by default the oldest come first', async () => {
  const inOrder = ['down', 'silent', 'stalled', 'late', 'partial', 'running', 'new', 'up', 'paused']
  expect(namesOf(await listMonitors(people.ada, { order: 'attention' }))).toEqual(inOrder)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listMonitors(people.ada, { order: 'attention', limit: 4, cursor })
    seen.push(...namesOf(page))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual(inOrder)
  expect(namesOf(await listMonitors(people.ada))[0]).toBe('up')
  await expectRefusal(listMonitors(people.ada, { order: 'attention', cursor: ids.up }), 'invalid')
  await expectRefusal(listMonitors(people.ada, { cursor: `7.${ids.up}` }), 'invalid')
})

test('each kind has the count of its list; a stalled monitor counts as running too', async () => {
  const counts = await countMonitors(people.ada)
  expect(counts).toEqual({ down: 1, silent: 1, stalled: 1, late: 1, partial: 1, running: 3, new: 1, up: 2, paused: 1 })
  for (const [status, count] of Object.entries(counts)) {
    expect([status, (await listMonitors(people.ada, { status: status as 'up' })).data.length]).toEqual([status, count])
  }
  expect(await countMonitors(people.ada, { query: 'stall' })).toEqual({ running: 1, stalled: 1 })
  expect(await countMonitors(people.cleo)).toEqual({})
})

test('the reason has the part and its message, in list, monitor and incident', async () => {
  const said = { downReason: 'part_failed', downPart: '/5', downMessage: 'connection refused' }
  expect((await listMonitors(people.ada, { status: 'down' })).data).toMatchObject([said])
  expect(await getMonitor(people.ada, { monitorId: ids.down! })).toMatchObject(said)
  expect((await listIncidents(people.ada)).data).toMatchObject([
    { part: '/5', message: 'connection refused', runNumber: 1 },
  ])
})
