import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listAudit } from '../audit/list-audit'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { countMonitors } from './count-monitors'
import { createMonitor } from './create-monitor'
import { getMonitor } from './get-monitor'
import { listMonitors } from './list-monitors'
import { updateMonitor } from './update-monitor'

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

const make = (tags: string[], change = {}) =>
  createMonitor(people.ada, { name: tags.join(' '), schedule: { type: 'none' }, tags, ...change })

test('tags are kept in their order, an edit replaces them, and the audit log tells both', async () => {
  const { id: monitorId, tags } = await make(['prod', 'EU', 'Prod'])
  expect(tags).toEqual(['prod', 'EU'])
  expect((await updateMonitor(people.ben, { monitorId, runbook: 'call Ada' })).tags).toEqual(['prod', 'EU'])
  expect((await updateMonitor(people.ben, { monitorId, tags: ['us'] })).tags).toEqual(['us'])
  expect((await getMonitor(people.ada, { monitorId })).tags).toEqual(['us'])
  const { data } = await listAudit(people.ada, { action: 'monitor.edited' })
  expect(data[0]).toMatchObject({ before: { tags: ['prod', 'EU'] }, after: { tags: ['us'] } })
  expect((await updateMonitor(people.ben, { monitorId, tags: [] })).tags).toEqual([])
})

test('a read key, a viewer and a person of another workspace change no tags', async () => {
  const { id: monitorId } = await make(['prod'])
  await expectRefusal(updateMonitor(people.reader, { monitorId, tags: [] }), 'read_only')
  await expectRefusal(updateMonitor(people.vic, { monitorId, tags: [] }), 'read_only')
  await expectRefusal(updateMonitor(people.cleo, { monitorId, tags: [] }), 'not_found')
  await expectRefusal(updateMonitor(people.ada, { monitorId, tags: 'prod' }), 'invalid', 'tags')
  await expectRefusal(updateMonitor(people.ada, { monitorId, tags: null }), 'invalid', 'tags')
  await expectRefusal(updateMonitor(people.ada, { monitorId, tags: ['a\tb'] }), 'invalid', 'tags.0')
  expect((await getMonitor(people.ada, { monitorId })).tags).toEqual(['prod'])
})

test('the database takes no tags that the list of settings forbids', async () => {
  const { id } = await make(['prod'])
  const store = (tags: unknown) => database.pool.query('UPDATE monitor SET tags = $2 WHERE id = $1', [uuidOf(id), tags])
  const many = Array.from({ length: 21 }, (_, n) => `t${n}`)
  for (const tags of [many, [null], [''], [['a'], ['b']], ['x'.repeat(1_001)]]) {
    await expect(store(tags)).rejects.toThrow('monitor_tags_check')
  }
  await store(many.slice(1).map((tag) => tag.padEnd(50, 'x')))
})

test('a list has the monitors with all of the tags asked for, in any case, and counts them alike', async () => {
  const names = async (input: object, ctx = people.ada) =>
    (await listMonitors(ctx, input)).data.map(({ name }) => name).toSorted()
  for (const tags of [['Étage', 'night'], ['étage', 'day'], ['%'], []]) await make(tags, { name: `of ${tags}` })
  for (const order of ['created', 'attention'] as const) {
    expect(await names({ tag: ['ÉTAGE'], order })).toEqual(['of Étage,night', 'of étage,day'])
    expect(await names({ tag: ['étage', 'Night'], order })).toEqual(['of Étage,night'])
    expect(await names({ tag: [' %'], order })).toEqual(['of %'])
    expect(await names({ tag: ['night'], status: 'partial', order })).toEqual([])
  }
  expect(await names({ tag: ['étag'] })).toEqual([])
  expect(await names({ tag: [''] })).toEqual([])
  expect(await names({ tag: ['étage', 'a\u0000b'] })).toEqual([])
  expect((await names({ tag: [], query: 'of ' })).length).toBe(4)
  expect(await countMonitors(people.ada, { tag: ['étage'] })).toEqual({ new: 2 })
  expect(await names({ tag: ['étage'] }, people.reader)).toHaveLength(2)
  expect(await names({ tag: ['étage'] }, people.cleo)).toEqual([])
  expect(await countMonitors(people.cleo, { tag: ['étage'] })).toEqual({})
  await expectRefusal(listMonitors(people.ada, { tag: 'prod' } as never), 'invalid', 'tag')
  const many = Array.from({ length: 21 }, (_, n) => `t${n}`)
  await expectRefusal(listMonitors(people.ada, { tag: many }), 'invalid', 'tag')
})

test('pages of a list by tags go on where they ended', async () => {
  for (const n of [1, 2, 3]) await make(['paged'], { name: `paged ${n}` })
  const first = await listMonitors(people.ada, { tag: ['PAGED'], limit: 2 })
  expect(first.data).toHaveLength(2)
  const second = await listMonitors(people.ada, { tag: ['PAGED'], limit: 2, cursor: first.nextCursor! })
  expect(second.data.map(({ name }) => name)).toEqual(['paged 3'])
})
