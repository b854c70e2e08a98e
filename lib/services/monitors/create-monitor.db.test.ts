import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createMonitor } from './create-monitor'
import { getMonitor } from './get-monitor'
import { listMonitors } from './list-monitors'

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const nightly = { name: 'nightly-etl', schedule: { type: 'cron', expression: '0 2 * * *', timezone: 'Europe/Berlin' } }

test('a new monitor waits for its first beat and has a URL that only its keyring can decrypt', async () => {
  const monitor = await createMonitor(people.ada, nightly)
  expect(monitor).toMatchObject({
    ...nightly,
    graceSeconds: 300,
    status: 'new',
    shown: 'new',
    expectedAt: null,
    deadlineAt: null,
    seq: 0,
    openRuns: 0,
    channels: [],
    keys: [{ label: 'main', signal: null, step: null, url: monitor.heartbeatUrl }],
  })
  expect(monitor.since).toBe(monitor.createdAt)
  expect(monitor.heartbeatUrl).toMatch(/^http:\/\/localhost:4000\/api\/v1\/heartbeat\/ldb_[a-z2-7]{32}$/)

  const key = monitor.heartbeatUrl.split('/').pop()!
  const { rows } = await database.pool.query('select monitor_id, ciphertext from heartbeat_key where hash = $1', [
    people.ada.keyring.hash(key),
  ])
  expect(rows).toEqual([{ monitor_id: uuidOf(monitor.id), ciphertext: expect.any(Buffer) }])
  expect(rows[0].ciphertext.includes(key)).toBe(false)
})

test('a teammate sees it, a person of another workspace does not', async () => {
  const { id: monitorId } = await createMonitor(people.ada, nightly)
  expect((await getMonitor(people.ben, { monitorId })).id).toBe(monitorId)
  await expectRefusal(getMonitor(people.cleo, { monitorId }), 'not_found')
  expect((await listMonitors(people.cleo)).data).toEqual([])
})

test('a read-only key creates nothing', async () => {
  const before = (await listMonitors(people.ada, { limit: 200 })).data.length
  await expectRefusal(createMonitor(people.reader, nightly), 'read_only')
  expect((await listMonitors(people.ada, { limit: 200 })).data).toHaveLength(before)
})

test('a channel of another workspace gets the same answer as one that does not exist', async () => {
  const id = newId()
  const data = {
    workspaceId: people.cleo.workspaceId,
    id,
    kind: 'email',
    name: 'Cleo',
    config: { to: [] },
  }
  await people.prisma.channel.create({ data })
  for (const channel of [toPublicId('chn', id), toPublicId('chn', newId()), 'chn_none']) {
    await expectRefusal(createMonitor(people.ada, { ...nightly, channels: [channel] }), 'invalid', 'channels')
  }
})

test('a list continues after its last page, and filters by name, family and status', async () => {
  const created = []
  for (const name of ['alpha', 'beta', 'gamma']) {
    created.push(await createMonitor(people.ada, { ...nightly, name, family: 'greek' }))
  }
  const first = await listMonitors(people.ada, { family: 'greek', limit: 2 })
  expect(first.data.map((monitor) => monitor.name)).toEqual(['alpha', 'beta'])
  const second = await listMonitors(people.ada, { family: 'greek', limit: 2, cursor: first.nextCursor! })
  expect(second.data.map((monitor) => monitor.name)).toEqual(['gamma'])
  expect(second.nextCursor).toBeNull()

  expect((await listMonitors(people.ada, { query: 'EK AMM' })).data).toEqual([])
  expect((await listMonitors(people.ada, { query: 'GAMM' })).data.map((monitor) => monitor.id)).toEqual([
    created[2]!.id,
  ])
  expect((await listMonitors(people.ada, { family: 'greek', status: 'new' })).data).toHaveLength(3)
  expect((await listMonitors(people.ada, { family: 'greek', status: 'down' })).data).toEqual([])
  await expectRefusal(listMonitors(people.ada, { limit: 201 }), 'invalid', 'limit')
  await expectRefusal(listMonitors(people.ada, { status: 'broken' }), 'invalid', 'status')
})

test('a monitor is created with its steps and a purpose key for each, in one call', async () => {
  const monitor = await createMonitor(people.ada, {
    ...nightly,
    steps: ['extract', 'transform', 'load'],
    endsOn: 'steps',
    keys: [
      { label: 'EXTRACT_START', signal: 'start', step: 'extract' },
      { label: 'ETL_FAILURE', signal: 'fail' },
    ],
  })
  expect(monitor).toMatchObject({ steps: ['extract', 'transform', 'load'], endsOn: 'steps' })
  const made = monitor.keys.map(({ label, signal, step }) => [label, signal, step])
  expect(made.sort()).toEqual([
    ['ETL_FAILURE', 'fail', null],
    ['EXTRACT_START', 'start', 'extract'],
    ['main', null, null],
  ])
  expect(new Set(monitor.keys.map(({ url }) => url)).size).toBe(3)
})

test('a monitor that expects a run from creation has a deadline at once; without a schedule it is refused', async () => {
  const { id, expectedAt, deadlineAt } = await createMonitor(people.ada, { ...nightly, expectFromCreation: true })
  expect(Date.parse(deadlineAt!) - Date.parse(expectedAt!)).toBe(300_000)
  const { rows } = await database.pool.query('select attention_at from monitor_state where monitor_id = $1', [
    uuidOf(id),
  ])
  expect(rows).toEqual([{ attention_at: Date.parse(deadlineAt!) }])
  const none = { name: 'x', schedule: { type: 'none' }, expectFromCreation: true }
  await expectRefusal(createMonitor(people.ada, none), 'invalid')
  await expectRefusal(createMonitor(people.ada, { ...nightly, endsOn: 'steps' }), 'invalid')
})
