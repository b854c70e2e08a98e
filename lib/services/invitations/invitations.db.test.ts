import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { acceptInvitation } from '../auth/methods/accept-invitation'
import { joinByInvitation } from '../auth/methods/join-by-invitation'
import { previewInvitation } from '../auth/methods/preview-invitation'
import type { ServiceContext } from '../context'
import { createPeople, type People } from '../testing/people'
import { addMember, asPerson, auditOf, userIdOf } from '../testing/persons'
import { expectRefusal } from '../testing/refusals'
import { deleteWorkspace } from '../workspaces/delete-workspace'
import { createInvitation } from './create-invitation'
import { listInvitations } from './list-invitations'
import { resendInvitation } from './resend-invitation'
import { revokeInvitation } from './revoke-invitation'
import { type Mailbox, openMailbox } from './testing/mailbox'

const NO_MAIL = null
const FROM = 'Lubdub <lubdub@example.com>'
const DAY = 86_400_000

let database: TestDatabase
let people: People
let mailboxes: Mailbox[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

beforeEach(async () => {
  await database.empty()
  people = await people.again()
})

afterEach(async () => {
  for (const mailbox of mailboxes) await mailbox.close()
  mailboxes = []
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const mailSettings = async (options?: { refuses: boolean }) => {
  const mailbox = await openMailbox(options)
  mailboxes.push(mailbox)
  return { mailbox, mail: { smtpUrl: mailbox.smtpUrl, from: FROM } }
}
const invite = (ctx: ServiceContext, email: string, role: 'owner' | 'admin' | 'member' | 'viewer' = 'member') =>
  createInvitation(ctx, { email, role }, NO_MAIL)
const tokenIn = (text: string) => /inv_[a-z2-7]{32}/.exec(text)![0]
const timeAfter = (ctx: { now: Date }, ms: number) => new Date(ctx.now.getTime() + ms)
const resources = () => ({ ...people.web, keyring: people.ada.keyring })
const join = (token: string, { name = 'Dan', now = people.ada.now } = {}) =>
  joinByInvitation(resources(), { token, name, now, caller: people.ada.caller })
const look = (token: string, now = people.ada.now) => previewInvitation(resources(), { token, now })
const membersNow = () => people.prisma.membership.count({ where: { workspaceId: people.ada.workspaceId } })

test('an invitation goes by mail to its one address, and opening it does not use it', async () => {
  const { mailbox, mail } = await mailSettings()
  await people.prisma.workspace.updateMany({
    data: { name: 'Evil\r\nBcc: x@example.com <b>' },
    where: { id: people.ada.workspaceId },
  })
  const sent = await createInvitation(people.ada, { email: 'Dan@Example.com', role: 'viewer' }, mail)
  expect(sent).toMatchObject({ link: null, problem: null, invitation: { email: 'dan@example.com', role: 'viewer' } })
  expect(mailbox.received.map(({ to }) => to)).toEqual([['dan@example.com']])
  const { subject, text, html } = mailbox.received[0]!.mail
  expect(subject).toBe('ada@example.com invites you to Evil Bcc: x@example.com <b> on Lubdub')
  expect(html).not.toContain('<b>')
  const token = tokenIn(text!)
  expect(text).toContain(`http://localhost:4000/invitations/${token}`)
  for (let n = 0; n < 3; n++) {
    expect(await look(token)).toMatchObject({ email: 'dan@example.com', role: 'viewer', hasAccount: false })
  }
  const stored = JSON.stringify(await people.prisma.invitation.findMany())
  expect(stored).not.toContain(token)
})

test('without mail the link is shown once, and it does not verify the address', async () => {
  const { link, invitation } = await invite(people.ada, 'dan@example.com')
  expect(invitation.mailedAt).toBeNull()
  expect(JSON.stringify(await listInvitations(people.ada))).not.toContain(tokenIn(link!))
  const joined = await join(tokenIn(link!))
  expect(joined.kind).toBe('signed_in')
  expect(await people.prisma.user.findUnique({ where: { email: 'dan@example.com' } })).toMatchObject({
    name: 'Dan',
    emailVerifiedAt: null,
  })
})

test('when the mail server refuses, its reason and the link are shown instead', async () => {
  const { mail } = await mailSettings({ refuses: true })
  const sent = await createInvitation(people.ada, { email: 'dan@example.com', role: 'member' }, mail)
  expect(sent.link).toMatch(/\/invitations\/inv_/)
  expect(sent.problem).toBeTruthy()
  expect((await listInvitations(people.ada))[0]).toMatchObject({ mailedAt: null })
})

test('a new person confirms, gets an account with a verified address, and is a member with the role of the invitation', async () => {
  const { mailbox, mail } = await mailSettings()
  await createInvitation(people.ada, { email: 'dan@example.com', role: 'viewer' }, mail)
  const token = tokenIn(mailbox.received[0]!.mail.text!)
  await expectRefusal(join(token, { name: ' ' }), 'invalid', 'name')
  const joined = await join(token)
  const dan = await people.prisma.user.findUniqueOrThrow({ where: { email: 'dan@example.com' } })
  expect(dan.emailVerifiedAt).toEqual(people.ada.now)
  expect(joined).toMatchObject({ kind: 'signed_in', userId: dan.id })
  expect(await people.prisma.membership.findMany({ where: { userId: dan.id } })).toMatchObject([
    { workspaceId: people.ada.workspaceId, role: 'viewer' },
  ])
  expect((await auditOf(people, people.ada.workspaceId)).slice(-3)).toEqual([
    'ada@example.com member.invited dan@example.com',
    'dan@example.com member.joined dan@example.com',
    'dan@example.com session.started dan@example.com',
  ])
  await expectRefusal(join(token), 'not_found')
  expect(await look(token)).toBeNull()
})

test('a person with an account accepts while signed in with that address; another person finds nothing', async () => {
  const { link } = await invite(people.ada, 'cleo@example.com')
  const token = tokenIn(link!)
  expect(await look(token)).toMatchObject({ hasAccount: true })
  const ben = await asPerson(people, people.ben)
  await expectRefusal(acceptInvitation(ben, { token }), 'not_found')
  await expectRefusal(acceptInvitation(ben, { token: `inv_${'a'.repeat(32)}` }), 'not_found')
  await expectRefusal(join(token), 'conflict')
  const cleo = await asPerson(people, people.cleo)
  expect(await acceptInvitation(cleo, { token })).toBe(people.ada.workspaceId)
  expect(await people.prisma.session.findUnique({ where: { id: cleo.sessionId } })).toMatchObject({
    workspaceId: people.ada.workspaceId,
  })
  await expectRefusal(acceptInvitation(cleo, { token }), 'not_found')
})

test('of two requests that accept at the same time one joins', async () => {
  for (let round = 0; round < 5; round++) {
    const token = tokenIn((await invite(people.ada, `dan${round}@example.com`)).link!)
    const results = await Promise.allSettled([join(token), join(token), join(token)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  }
  const token = tokenIn((await invite(people.ada, 'cleo@example.com')).link!)
  const [one, two] = [await asPerson(people, people.cleo), await asPerson(people, people.cleo)]
  const results = await Promise.allSettled([one, two].map((me) => acceptInvitation(me, { token })))
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await membersNow()).toBe(3 + 5 + 1)
})

test('a link no longer works after seven days, when it was revoked or sent again, or when the workspace is being deleted', async () => {
  const first = await invite(people.ada, 'dan@example.com')
  const token = tokenIn(first.link!)
  expect(await look(token, timeAfter(people.ada, 7 * DAY - 1))).not.toBeNull()
  expect(await look(token, timeAfter(people.ada, 7 * DAY))).toBeNull()
  await expectRefusal(join(token, { now: timeAfter(people.ada, 7 * DAY) }), 'not_found')

  const again = await resendInvitation(people.ada, { invitationId: first.invitation.id }, NO_MAIL)
  expect(await look(token)).toBeNull()
  expect(again.invitation).toMatchObject({ id: first.invitation.id, role: 'member' })
  const third = await invite(people.ada, 'dan@example.com', 'viewer')
  expect(await look(tokenIn(again.link!))).toBeNull()
  expect(await listInvitations(people.ada)).toHaveLength(1)

  await revokeInvitation(people.ada, { invitationId: third.invitation.id })
  await expectRefusal(join(tokenIn(third.link!)), 'not_found')
  await expectRefusal(revokeInvitation(people.ada, { invitationId: third.invitation.id }), 'not_found')
  await expectRefusal(resendInvitation(people.ada, { invitationId: third.invitation.id }, NO_MAIL), 'not_found')

  const last = tokenIn((await invite(people.ada, 'dan@example.com')).link!)
  await deleteWorkspace(people.ada, { name: 'Analytical Engines' })
  await expectRefusal(join(last), 'not_found')
  expect(await membersNow()).toBe(3)
})

test('admins invite to roles below owner; members, viewers and keys cannot invite, and people of another workspace find no invitation', async () => {
  const eve = await addMember(people, { name: 'Eve', role: 'admin' })
  const { invitation } = await invite(people.ada, 'dan@example.com', 'owner')
  const ref = { invitationId: invitation.id }
  await invite(eve, 'fay@example.com', 'admin')
  await expectRefusal(invite(eve, 'gus@example.com', 'owner'), 'forbidden')
  await expectRefusal(revokeInvitation(eve, ref), 'forbidden')
  await expectRefusal(resendInvitation(eve, ref, NO_MAIL), 'forbidden')
  for (const ctx of [people.ben, people.vic, people.reader]) {
    await expectRefusal(invite(ctx, 'gus@example.com'), 'forbidden')
    await expectRefusal(listInvitations(ctx), 'forbidden')
    await expectRefusal(revokeInvitation(ctx, ref), 'forbidden')
    await expectRefusal(resendInvitation(ctx, ref, NO_MAIL), 'forbidden')
  }
  expect(await listInvitations(people.cleo)).toEqual([])
  await expectRefusal(revokeInvitation(people.cleo, ref), 'not_found')
  await expectRefusal(resendInvitation(people.cleo, ref, NO_MAIL), 'not_found')
})

test.each([
  'no address',
  'two@example.com,three@example.com',
  '"quoted"@example.com',
  'Dan <dan@example.com>',
  'a@b\r\nBcc: x@y',
])('%j is refused as an address', async (email) => {
  await expectRefusal(invite(people.ada, email), 'invalid', 'email')
})

test('a member is not invited again, and an unknown role is refused', async () => {
  await expectRefusal(invite(people.ada, 'BEN@example.com'), 'conflict', 'email')
  await expectRefusal(invite(people.ada, 'dan@example.com', 'god' as never), 'invalid', 'role')
})

test('a person may send twenty invitations a day over all workspaces, and a refused one does not count', async () => {
  const first = await invite(people.ada, 'dan0@example.com')
  for (let n = 1; n < 19; n++) await invite(people.ada, `dan${n}@example.com`)
  await expectRefusal(invite(people.ada, 'ben@example.com'), 'conflict')
  await resendInvitation(people.ada, { invitationId: first.invitation.id }, NO_MAIL)
  await expectRefusal(invite(people.ada, 'dan20@example.com'), 'too_many')
  await expectRefusal(resendInvitation(people.ada, { invitationId: first.invitation.id }, NO_MAIL), 'too_many')
  await people.prisma.membership.create({
    data: { workspaceId: people.cleo.workspaceId, userId: userIdOf(people.ada), role: 'owner' },
  })
  await expectRefusal(invite({ ...people.ada, workspaceId: people.cleo.workspaceId }, 'x@example.com'), 'too_many')
  await invite({ ...people.ada, now: timeAfter(people.ada, DAY) }, 'dan20@example.com')
})
