import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { readSettings } from '@/lib/settings/read-settings'
import { joinByInvitation } from '../auth/methods/join-by-invitation'
import { createChannel } from '../channels/create-channel'
import { deleteChannel } from '../channels/delete-channel'
import type { ServiceContext } from '../context'
import { createInvitation } from '../invitations/create-invitation'
import { createMonitor } from '../monitors/create-monitor'
import { deleteMonitor } from '../monitors/delete-monitor'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { quotasOf } from './quotas'

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

afterEach(() => {
  vi.unstubAllEnvs()
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const monitor = (ctx: ServiceContext) => createMonitor(ctx, { name: 'etl', schedule: { type: 'none' } })
const channel = (ctx: ServiceContext) =>
  createChannel(ctx, { kind: 'email', name: 'team', config: { to: ['a@example.com'] } })
const invite = (email: string) => createInvitation(people.ada, { email, role: 'member' }, null)
const counted = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length

test('without settings there are no quotas; a setting that is not a number stops the process', () => {
  expect(quotasOf(readSettings(process.env))).toEqual({
    monitors: null,
    members: null,
    channels: null,
    beatsPerMinute: null,
  })
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', 'many')
  expect(() => quotasOf(readSettings(process.env))).toThrow('LUBDUB_QUOTA_MONITORS must be a number')
})

test('a full workspace refuses one more monitor with a message, and accepts one again after a deletion', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', '2')
  const { id: monitorId } = await monitor(people.ada)
  await monitor(people.ben)
  await expectRefusal(monitor(people.ben), 'quota')
  await expect(monitor(people.ada)).rejects.toThrow(
    'This workspace has 2 of at most 2 monitors. Delete one that is not needed, or ask the operator of Lubdub for more.',
  )
  await monitor(people.cleo)
  await deleteMonitor(people.ada, { monitorId })
  await monitor(people.ada)
})

test('a quota is never exceeded, with any number of requests at the same time', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', '5')
  vi.stubEnv('LUBDUB_QUOTA_CHANNELS', '3')
  expect(counted(await Promise.allSettled(Array.from({ length: 20 }, () => monitor(people.ben))))).toBe(5)
  expect(counted(await Promise.allSettled(Array.from({ length: 20 }, () => channel(people.ben))))).toBe(3)
  const { workspaceId } = people.ada
  expect(await people.prisma.monitor.count({ where: { workspaceId } })).toBe(5)
  expect(await people.prisma.channel.count({ where: { workspaceId } })).toBe(3)
})

test('a deleted channel makes room for another', async () => {
  vi.stubEnv('LUBDUB_QUOTA_CHANNELS', '1')
  const { id: channelId } = await channel(people.ada)
  await expectRefusal(channel(people.ada), 'quota')
  await deleteChannel(people.ada, { channelId })
  await channel(people.ada)
})

test('open invitations count as members, and no acceptance exceeds the quota', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MEMBERS', '5')
  const sent = await Promise.allSettled([1, 2, 3, 4].map((n) => invite(`dan${n}@example.com`)))
  expect(counted(sent)).toBe(2)
  const tokens = sent.flatMap((s) => (s.status === 'fulfilled' ? [s.value.link!.split('/').at(-1)!] : []))
  vi.stubEnv('LUBDUB_QUOTA_MEMBERS', '4')
  const resources = { ...people.web, keyring: people.ada.keyring }
  const joined = await Promise.allSettled(
    tokens.map((token) =>
      joinByInvitation(resources, { token, name: 'Dan', now: people.ada.now, caller: people.ada.caller }),
    ),
  )
  expect(counted(joined)).toBe(1)
  const lost = joined.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  expect(lost.reason).toMatchObject({ code: 'quota' })
  expect(await people.prisma.membership.count({ where: { workspaceId: people.ada.workspaceId } })).toBe(4)
  // The refused acceptance was rolled back, so it succeeds after there is room.
  expect(await people.prisma.user.count({ where: { name: 'Dan' } })).toBe(1)
  expect(await people.prisma.invitation.count({ where: { acceptedAt: null } })).toBe(1)
})
