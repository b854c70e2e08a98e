import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { alertEventSchema } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { claimFailing, recordNotified } from '@/lib/db/sender/failing-channels'
import { openMailSink } from '@/lib/notify/testing/mail-faults'
import type { SenderContext } from '@/lib/services/sender/context'
import { notifyFailing } from '@/lib/services/sender/notify-failing'
import { Sender } from '@/lib/services/sender/sender'
import { type Sink, startSink } from './testing/sink'
import { openWorld, type World } from './testing/world'

interface ChannelRow {
  failing_since: Date | null
  tell_at: Date | null
  last_error: string | null
}

let world: World
let pager: Sink
let mailbox: Awaited<ReturnType<typeof openMailSink>>
let workspaceId: string
let channelId: string

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.end())

beforeEach(async () => {
  pager = await startSink()
  pager.answer = () => 500
  mailbox = await openMailSink()
  workspaceId = await world.addWorkspace()
  channelId = await world.addWebhook(workspaceId, pager.url)
  for (const [name, role] of [
    ['ada', 'owner'],
    ['ben', 'member'],
  ] as const) {
    await world.query('INSERT INTO app_user (id, email, name) VALUES ($1, $2, $3)', [
      testId(name),
      `${name}@example.com`,
      name,
    ])
    await world.query('INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, $3)', [
      workspaceId,
      testId(name),
      role,
    ])
  }
})

afterEach(async () => {
  await world.query('DELETE FROM workspace')
  await world.query('DELETE FROM app_user')
  await Promise.all([pager.close(), mailbox.close()])
})

const withMail = (): SenderContext => ({
  ...world.sender,
  settings: { ...world.sender.settings, smtpUrl: mailbox.smtpUrl },
})

async function sendAll(): Promise<void> {
  const sender = new Sender(world.sender, () => {})
  await sender.pass()
  await sender.stop(10_000)
}

const alert = async () => world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
const channel = async () => (await world.query<ChannelRow>('SELECT * FROM channel WHERE id = $1', [channelId]))[0]!
/** Moves the times of the channel and of its waiting deliveries back. */
const later = async (seconds: number) => {
  await world.query(`UPDATE channel SET tell_at = tell_at - make_interval(secs => $1)`, [seconds])
  await world.query(`UPDATE delivery SET next_attempt_at = next_attempt_at - make_interval(secs => $1)`, [seconds])
}

test('a channel that fails for two minutes is reported to the owners by mail, once until it has worked again', async () => {
  await alert()
  await sendAll()
  expect(await channel()).toMatchObject({ last_error: 'Answered 500.', failing_since: expect.anything() })
  await notifyFailing(withMail())
  expect(mailbox.count()).toBe(0)
  await later(125)
  await notifyFailing(withMail())
  const publicId = toPublicId('chn', channelId)
  const { mail, recipients } = mailbox.take('ada@example.com')
  expect(recipients).toEqual(['ada@example.com'])
  expect(mail.subject).toBe('Channel fails: hook, alerts do not arrive [Ada]')
  expect(mail.text).toContain('Answered 500.')
  expect(mail.text).toContain(`http://localhost:4000/channels/${publicId}`)
  expect((await channel()).tell_at).toBeNull()

  await sendAll()
  await later(600)
  await notifyFailing(withMail())
  expect(mailbox.count()).toBe(0)

  pager.answer = () => 204
  await later(600)
  await sendAll()
  expect(await channel()).toMatchObject({ failing_since: null, last_error: null })
  pager.answer = () => 410
  await alert()
  await sendAll()
  await notifyFailing(withMail())
  expect(mailbox.take('ada@example.com').mail.text).toContain('410')
})

test('without a mail server the notice goes to the other channels that work, and not to the failing one', async () => {
  const other = await startSink()
  const second = await world.addWebhook(workspaceId, other.url)
  const cleos = await startSink()
  await world.addWebhook(await world.addWorkspace('Cleo'), cleos.url)
  await alert()
  await sendAll()
  await later(125)
  await notifyFailing(world.sender)
  await notifyFailing(world.sender)
  await sendAll()
  expect(other.received).toHaveLength(1)
  const event = alertEventSchema.parse(other.received[0]!.event)
  const id = toPublicId('chn', channelId)
  expect(event).toMatchObject({
    type: 'channel.failing',
    summary: 'Alerts to hook do not arrive',
    channel: { id, name: 'hook', kind: 'webhook', url: `http://localhost:4000/channels/${id}` },
    reason: 'Answered 500.',
  })
  expect(pager.received.map((one) => one.event.type)).not.toContain('channel.failing')
  expect(cleos.received).toEqual([])
  expect(second).not.toBe(channelId)
  await Promise.all([other.close(), cleos.close()])
})

test('where the mail fails as well, it is tried again each minute, nothing is recorded as notified, and the log says so once', async () => {
  mailbox.answers.set('ada@example.com', 450)
  await alert()
  await sendAll()
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line) => lines.push(line) })
  for (const seconds of [125, 61, 61]) {
    await later(seconds)
    await notifyFailing({ ...withMail(), log })
  }
  const about = { workspaceId: toPublicId('wsp', workspaceId), channelId: toPublicId('chn', channelId) }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([about])
  expect((await channel()).tell_at).not.toBeNull()
  mailbox.answers.clear()
  await later(61)
  await notifyFailing(withMail())
  expect(mailbox.take('ada@example.com').mail.subject).toContain('Channel fails')
})

test('mail that no worker can send makes its channel fail, and another channel reports it', async () => {
  const mails = await world.addWebhook(workspaceId, pager.url)
  await world.query(
    `UPDATE channel SET kind = 'email', name = 'mails', config = '{"to":["x@example.com"]}' WHERE id = $1`,
    [mails],
  )
  await world.addAlert(workspaceId, mails, { monitorId: null, type: 'test' })
  await notifyFailing(world.sender)
  pager.answer = () => 204
  await later(125)
  await notifyFailing(world.sender)
  await sendAll()
  expect(pager.received.map((one) => one.event.summary)).toEqual(['Alerts to mails do not arrive'])
  expect(
    (await world.query<{ state: string }>(`SELECT state FROM delivery WHERE channel_id = $1`, [mails]))[0],
  ).toEqual({
    state: 'pending',
  })
})

test('for a workspace in deletion no notice is sent', async () => {
  await alert()
  await sendAll()
  await later(125)
  await world.query(`UPDATE workspace SET delete_after = clock_timestamp() + interval '1 day'`)
  await notifyFailing(withMail())
  expect(mailbox.count()).toBe(0)
})

test('an episode that begins while another one is being reported is reported, too', async () => {
  await alert()
  await sendAll()
  await later(125)
  const [told] = await claimFailing(world.pool, { limit: 1, leaseMs: 60_000 })
  await world.query(
    `UPDATE channel SET failing_since = failing_since + interval '30 seconds', tell_at = clock_timestamp() WHERE id = $1`,
    [channelId],
  )
  await recordNotified(world.pool, told!)
  expect((await channel()).tell_at).not.toBeNull()
  await recordNotified(world.pool, { ...told!, failingSince: told!.failingSince + 30_000 })
  expect((await channel()).tell_at).toBeNull()
})
