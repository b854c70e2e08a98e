import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { findCurrentWorkspace } from '@/lib/http/auth/current-workspace'
import type { ServiceContext } from '../context'
import { createPeople, type People } from '../testing/people'
import { addMember, asPerson, auditOf, userIdOf } from '../testing/persons'
import { expectRefusal } from '../testing/refusals'
import { leaveWorkspace } from '../workspaces/leave-workspace'
import { transferWorkspace } from '../workspaces/transfer-workspace'
import { changeRole } from './change-role'
import { listMembers } from './list-members'
import { removeMember } from './remove-member'

let database: TestDatabase
let people: People
let eve: ServiceContext

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

beforeEach(async () => {
  await database.empty()
  people = await people.again()
  eve = await addMember(people, { name: 'Eve', role: 'admin' })
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const rolesNow = async () => {
  const { data } = await listMembers(people.ada)
  return Object.fromEntries(data.map(({ name, role }) => [name, role]))
}
const publicIdOf = (ctx: ServiceContext) => toPublicId('usr', userIdOf(ctx))
const ADA_FIRST = { Ada: 'owner', Ben: 'member', Vic: 'viewer', Eve: 'admin' }

test('members see the members of their workspace, and of no other', async () => {
  expect(await rolesNow()).toEqual(ADA_FIRST)
  expect((await listMembers(people.vic)).data).toHaveLength(4)
  expect((await listMembers(people.cleo)).data.map(({ name }) => name)).toEqual(['Cleo'])
  await expectRefusal(listMembers(people.reader), 'forbidden')
})

test('an owner can make others owners, and an admin can change only lower roles', async () => {
  await changeRole(people.ada, { userId: publicIdOf(people.ben), role: 'owner' })
  await changeRole(eve, { userId: publicIdOf(people.vic), role: 'admin' })
  expect(await rolesNow()).toEqual({ Ada: 'owner', Ben: 'owner', Vic: 'admin', Eve: 'admin' })
  await expectRefusal(changeRole(eve, { userId: publicIdOf(people.vic), role: 'owner' }), 'forbidden')
  await expectRefusal(changeRole(eve, { userId: publicIdOf(people.ben), role: 'viewer' }), 'forbidden')
  await expectRefusal(changeRole(eve, { userId: publicIdOf(people.ben), role: 'boss' as never }), 'invalid', 'role')
  expect((await auditOf(people, eve.workspaceId)).slice(-2)).toEqual([
    'ada@example.com member.roleChanged ben@example.com',
    'eve@example.com member.roleChanged vic@example.com',
  ])
})

test.each([
  ['change a role', (ctx: ServiceContext, userId: string) => changeRole(ctx, { userId, role: 'viewer' })],
  ['remove someone', (ctx: ServiceContext, userId: string) => removeMember(ctx, { userId })],
  ['hand the workspace over', (ctx: ServiceContext, userId: string) => transferWorkspace(ctx, { userId })],
])('members, viewers and keys may not %s, and people of another workspace find no member', async (_, act) => {
  const vic = publicIdOf(people.vic)
  await expectRefusal(act(people.ben, vic), 'forbidden')
  await expectRefusal(act(people.vic, publicIdOf(people.ben)), 'forbidden')
  await expectRefusal(act(people.reader, vic), 'forbidden')
  await expectRefusal(act(people.cleo, vic), 'not_found')
  await expectRefusal(act(people.ada, toPublicId('usr', newId())), 'not_found')
  expect(await rolesNow()).toEqual(ADA_FIRST)
})

test('a workspace keeps its last owner', async () => {
  const ada = publicIdOf(people.ada)
  await expectRefusal(changeRole(people.ada, { userId: ada, role: 'admin' }), 'conflict')
  await expectRefusal(leaveWorkspace(people.ada), 'conflict')
  await changeRole(people.ada, { userId: publicIdOf(people.ben), role: 'owner' })
  await leaveWorkspace(people.ada)
  expect((await listMembers(people.vic)).data.map(({ name }) => name)).toEqual(['Ben', 'Vic', 'Eve'])
})

test('if two owners take each other’s role at the same time, one stays an owner', async () => {
  for (let round = 0; round < 10; round++) {
    await people.prisma.membership.updateMany({
      where: { userId: { in: [userIdOf(people.ada), userIdOf(people.ben)] } },
      data: { role: 'owner' },
    })
    const ben: ServiceContext = { ...people.ben, actor: { ...people.ada.actor, userId: userIdOf(people.ben) } as never }
    const [one, two] = await Promise.allSettled([
      changeRole(people.ada, { userId: publicIdOf(people.ben), role: 'viewer' }),
      changeRole(ben, { userId: publicIdOf(people.ada), role: 'viewer' }),
    ])
    expect([one?.status, two?.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(
      await people.prisma.membership.count({ where: { workspaceId: people.ada.workspaceId, role: 'owner' } }),
    ).toBe(1)
  }
})

test('if two owners leave at the same time, one stays', async () => {
  await changeRole(people.ada, { userId: publicIdOf(people.ben), role: 'owner' })
  const results = await Promise.allSettled([leaveWorkspace(people.ada), leaveWorkspace(people.ben)])
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a removed member has no access from the next request on', async () => {
  const ben = await asPerson(people, people.ben)
  const inView = () =>
    findCurrentWorkspace(
      { prisma: people.web.prisma, db: people.web.db },
      { sessionId: ben.sessionId, workspaceId: people.ada.workspaceId, user: ben.person, provedAt: ben.now },
      ben.now,
    )
  expect(await inView()).toMatchObject({ id: people.ada.workspaceId, role: 'member' })
  await changeRole(eve, { userId: toPublicId('usr', ben.person.id), role: 'viewer' })
  expect(await inView()).toMatchObject({ role: 'viewer' })
  await removeMember(eve, { userId: toPublicId('usr', ben.person.id) })
  expect(await inView()).toBeNull()
  await expectRefusal(removeMember(eve, { userId: toPublicId('usr', ben.person.id) }), 'not_found')
  await expectRefusal(removeMember(eve, { userId: publicIdOf(eve) }), 'conflict')
  await expectRefusal(removeMember(eve, { userId: publicIdOf(people.ada) }), 'forbidden')
})

test('the last visit of a member is shown to the minute, for this workspace', async () => {
  const ben = await asPerson(people, people.ben)
  const look = (now: Date) =>
    findCurrentWorkspace(
      { prisma: people.web.prisma, db: people.web.db },
      { sessionId: ben.sessionId, workspaceId: null, user: ben.person, provedAt: ben.now },
      now,
    )
  const seen = async () => (await listMembers(people.ada)).data.find(({ name }) => name === 'Ben')?.lastSeenAt
  expect(await seen()).toBeNull()
  await look(ben.now)
  expect(await seen()).toBe(ben.now.toISOString())
  await look(new Date(ben.now.getTime() + 59_000))
  expect(await seen()).toBe(ben.now.toISOString())
  const later = new Date(ben.now.getTime() + 61_000)
  await look(later)
  expect(await seen()).toBe(later.toISOString())
})

test('a transfer makes the other person an owner and the former owner an admin', async () => {
  await expectRefusal(transferWorkspace(eve, { userId: publicIdOf(people.ben) }), 'forbidden')
  await expectRefusal(transferWorkspace(people.ada, { userId: publicIdOf(people.ada) }), 'conflict')
  await transferWorkspace(people.ada, { userId: publicIdOf(people.ben) })
  expect(await rolesNow()).toEqual({ ...ADA_FIRST, Ada: 'admin', Ben: 'owner' })
  // Her context still has the role owner, but her present role counts.
  await expectRefusal(transferWorkspace(people.ada, { userId: publicIdOf(people.vic) }), 'forbidden')
  await expectRefusal(changeRole(people.ada, { userId: publicIdOf(people.ben), role: 'viewer' }), 'forbidden')
})
