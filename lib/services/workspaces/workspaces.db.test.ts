import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { testId } from '@/lib/base/testing/test-id'
import { toPublicId } from '@/lib/contract/ids'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { listWorkspacesOf } from '../auth/list-workspaces-of'
import { createChannel } from '../channels/create-channel'
import { deleteChannel } from '../channels/delete-channel'
import type { ServiceContext } from '../context'
import { createMonitor } from '../monitors/create-monitor'
import { createPeople, type People } from '../testing/people'
import { addMember, asPerson, auditOf, userIdOf } from '../testing/persons'
import { expectRefusal } from '../testing/refusals'
import { createWorkspace } from './create-workspace'
import { deleteWorkspace } from './delete-workspace'
import { getWorkspace } from './get-workspace'
import { leaveWorkspace } from './leave-workspace'
import { switchWorkspace } from './switch-workspace'
import { undoDeletion } from './undo-deletion'
import { updateWorkspace } from './update-workspace'

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

beforeEach(async () => {
  await database.empty()
  people = await people.again()
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const NAME = 'Analytical Engines'

test('a person who creates a workspace owns it and sees it', async () => {
  const ben = await asPerson(people, people.ben)
  const id = await createWorkspace(ben, { name: '  Looms ', timezone: 'Europe/Berlin' })
  const mine = await listWorkspacesOf(people.web.prisma, ben.person.id)
  expect(mine.map(({ name, role, timezone }) => ({ name, role, timezone }))).toEqual([
    { name: NAME, role: 'member', timezone: 'UTC' },
    { name: 'Looms', role: 'owner', timezone: 'Europe/Berlin' },
  ])
  expect(await people.prisma.session.findUnique({ where: { id: ben.sessionId } })).toMatchObject({ workspaceId: id })
  expect(await auditOf(people, id)).toEqual(['ben@example.com workspace.created Looms'])
  await expectRefusal(createWorkspace(ben, { name: ' ' }), 'invalid', 'name')
  await expectRefusal(createWorkspace(ben, { name: 'x', timezone: 'Mars/Phobos' }), 'invalid', 'timezone')
})

test('a person may create twenty workspaces a day, and no more', async () => {
  const ben = await asPerson(people, people.ben)
  for (let n = 1; n <= 20; n++) await createWorkspace(ben, { name: `w${n}` })
  await expectRefusal(createWorkspace(ben, { name: 'one more' }), 'too_many')
  const tomorrow = new Date(ben.now.getTime() + 86_400_000)
  await createWorkspace({ ...ben, now: tomorrow }, { name: 'one more' })
})

test('a session switches between the workspaces of its person; another workspace is answered as missing', async () => {
  const ben = await asPerson(people, people.ben)
  await createWorkspace(ben, { name: 'Looms' })
  await switchWorkspace(ben, { workspaceId: toPublicId('wsp', people.ben.workspaceId) })
  const inView = async () => (await people.prisma.session.findUnique({ where: { id: ben.sessionId } }))?.workspaceId
  expect(await inView()).toBe(people.ben.workspaceId)
  await expectRefusal(switchWorkspace(ben, { workspaceId: toPublicId('wsp', people.cleo.workspaceId) }), 'not_found')
  await expectRefusal(switchWorkspace(ben, { workspaceId: toPublicId('wsp', newId()) }), 'not_found')
  expect(await inView()).toBe(people.ben.workspaceId)
  const cleo = await asPerson(people, people.cleo)
  await expectRefusal(
    switchWorkspace({ ...ben, person: cleo.person }, { workspaceId: toPublicId('wsp', people.ben.workspaceId) }),
    'not_found',
  )
})

test('owners and admins can rename it and change its settings; others cannot', async () => {
  const eve = await addMember(people, { name: 'Eve', role: 'admin' })
  const email = { kind: 'email', name: 'team', config: { to: ['a@example.com'] } }
  const first = await createChannel(people.ada, email)
  const channel = await createChannel(people.ada, email)
  expect((await getWorkspace(people.ada)).defaultChannelId).toBe(first.id)
  const settings = { timezone: 'Asia/Tokyo', locale: 'de-CH', defaultChannelId: channel.id, requireSecondFactor: true }
  expect(await updateWorkspace(eve, { name: 'Engines', ...settings })).toMatchObject({ name: 'Engines', ...settings })
  expect(await getWorkspace(people.vic)).toMatchObject(settings)
  expect(await getWorkspace(people.reader)).toMatchObject(settings)
  expect((await auditOf(people, eve.workspaceId)).slice(-2)).toEqual([
    'eve@example.com workspace.renamed Engines',
    'eve@example.com workspace.settingsChanged Engines',
  ])
  const [, changed] = await people.prisma.auditEvent.findMany({
    where: { action: { startsWith: 'workspace.' } },
    orderBy: { id: 'asc' },
  })
  expect(changed).toMatchObject({ before: { timezone: 'UTC', requireSecondFactor: false }, after: settings })
  for (const ctx of [people.ben, people.vic, people.reader]) {
    await expectRefusal(updateWorkspace(ctx, { name: 'mine' }), 'forbidden')
    await expectRefusal(updateWorkspace(ctx, { requireSecondFactor: false }), 'forbidden')
  }
  expect(await getWorkspace(people.cleo)).toMatchObject({ name: 'Asps' })
})

test.each([
  [{ timezone: 'Mars/Phobos' }, 'timezone'],
  [{ locale: 'not a locale' }, 'locale'],
  [{ defaultChannelId: toPublicId('chn', testId('none')) }, 'defaultChannelId'],
  [{ id: 'wsp_mine' }, 'id'],
  [{ deleteAfter: null }, 'deleteAfter'],
] as [object, string][])('settings %j are refused at %s', async (patch, field) => {
  await expectRefusal(updateWorkspace(people.ada, patch), 'invalid', field)
})

test('another workspace’s channel cannot be the default', async () => {
  const channel = await createChannel(people.cleo, { kind: 'email', name: 'asps', config: { to: ['c@example.com'] } })
  await expectRefusal(updateWorkspace(people.ada, { defaultChannelId: channel.id }), 'invalid', 'defaultChannelId')
})

test('the first channel is the default, and after it is deleted the oldest one left', async () => {
  const make = () => createChannel(people.ada, { kind: 'email', name: 'team', config: { to: ['a@example.com'] } })
  const isDefault = async () => (await getWorkspace(people.ada)).defaultChannelId
  expect(await isDefault()).toBeNull()
  const [first, second] = [await make(), await make()]
  expect(await isDefault()).toBe(first.id)
  await deleteChannel(people.ada, { channelId: first.id })
  expect(await isDefault()).toBe(second.id)
  await deleteChannel(people.ada, { channelId: second.id })
  expect(await isDefault()).toBeNull()
})

test('a new monitor uses the default channel if it names none, and no channel if the list is empty', async () => {
  const channel = await createChannel(people.ada, { kind: 'email', name: 'team', config: { to: ['a@example.com'] } })
  await updateWorkspace(people.ada, { defaultChannelId: null })
  const make = (channels?: string[]) =>
    createMonitor(people.ada, { name: 'etl', schedule: { type: 'none' }, ...(channels && { channels }) })
  expect((await make()).channels).toEqual([])
  await updateWorkspace(people.ada, { defaultChannelId: channel.id })
  expect((await make()).channels).toEqual([channel.id])
  expect((await make([])).channels).toEqual([])
})

test('only an owner can delete it, by its name, and can undo that within seven days', async () => {
  const eve = await addMember(people, { name: 'Eve', role: 'admin' })
  for (const ctx of [eve, people.ben, people.vic, people.reader]) {
    await expectRefusal(deleteWorkspace(ctx, { name: NAME }), 'forbidden')
    await expectRefusal(undoDeletion(ctx), 'forbidden')
  }
  await expectRefusal(deleteWorkspace(people.cleo, { name: NAME }), 'invalid', 'name')
  await expectRefusal(deleteWorkspace(people.ada, { name: 'analytical engines' }), 'invalid', 'name')
  await expectRefusal(undoDeletion(people.ada), 'conflict')

  const before = Date.now()
  const { deleteAfter } = await deleteWorkspace(people.ada, { name: NAME })
  expect(Math.abs(Date.parse(deleteAfter) - before - 7 * 86_400_000)).toBeLessThan(60_000)
  await expectRefusal(deleteWorkspace(people.ada, { name: NAME }), 'conflict')
  const [mine] = await listWorkspacesOf(people.web.prisma, userIdOf(people.ada))
  expect(mine?.deleteAfter?.toISOString()).toBe(deleteAfter)

  await undoDeletion(people.ada)
  expect(await getWorkspace(people.ada)).toMatchObject({ deleteAfter: null })
  expect((await auditOf(people, people.ada.workspaceId)).slice(-2)).toEqual([
    `ada@example.com workspace.deletionRequested ${NAME}`,
    `ada@example.com workspace.deletionUndone ${NAME}`,
  ])
})

test('after the seven days nobody can open it, and it is too late to undo the deletion', async () => {
  await deleteWorkspace(people.ada, { name: NAME })
  await people.prisma.workspace.updateMany({
    where: { name: NAME },
    data: { deleteAfter: new Date(Date.now() - 1000) },
  })
  expect(await listWorkspacesOf(people.web.prisma, userIdOf(people.ada))).toEqual([])
  await expectRefusal(undoDeletion(people.ada), 'conflict')
})

test('every member except the last owner can leave; a key cannot', async () => {
  for (const ctx of [people.ben, people.vic] satisfies ServiceContext[]) {
    await leaveWorkspace(ctx)
    await expectRefusal(leaveWorkspace(ctx), 'forbidden')
  }
  await expectRefusal(leaveWorkspace(people.reader), 'forbidden')
  await expectRefusal(leaveWorkspace(people.ada), 'conflict')
  expect((await auditOf(people, people.ada.workspaceId)).slice(-2)).toEqual([
    'ben@example.com member.left ben@example.com',
    'vic@example.com member.left vic@example.com',
  ])
})
