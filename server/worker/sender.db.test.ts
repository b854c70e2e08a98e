import pino from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createKeyring } from '@/lib/base/secrets'
import { testId } from '@/lib/base/testing/test-id'
import { alertEventSchema, type Digest } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { SIGNAL_BYTES } from '@/lib/db/ingest/signal-bytes'
import { requeueDelivery } from '@/lib/db/queries/delivery-rows'
import { finishDelivery } from '@/lib/db/sender/finish-delivery'
import { withWorkspace } from '@/lib/db/workspace-db'
import { openMailSink } from '@/lib/notify/testing/mail-faults'
import { claimDeliveries } from '@/lib/services/sender/claim-deliveries'
import { deliver } from '@/lib/services/sender/deliver'
import { Sender } from '@/lib/services/sender/sender'
import { type Sink, startSink } from './testing/sink'
import { openWorld, WEBHOOK_SECRET, type World } from './testing/world'

interface Row {
  id: string
  type: string
  state: string
  attempt: number
  body: string | null
  digest_id: string | null
  lease_token: string | null
  next_attempt_at: number
  log: { outcome: string; reason: string; code: number | null }[]
}

const RUN = testId('run_1')

let world: World
let sink: Sink
let workspaceId: string
let channelId: string

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.end())

beforeEach(async () => {
  sink = await startSink()
  workspaceId = await world.addWorkspace()
  channelId = await world.addWebhook(workspaceId, sink.url)
})

afterEach(async () => {
  await world.query('DELETE FROM workspace')
  await sink.close()
})

const rows = () => world.query<Row>('SELECT * FROM delivery WHERE workspace_id = $1 ORDER BY ordinal', [workspaceId])
const publicIds = () => ({ workspaceId: toPublicId('wsp', workspaceId), channelId: toPublicId('chn', channelId) })
const states = async () => (await rows()).map((row) => row.state)

/** Passes until nothing is due any more, and all tries have ended. */
async function sendAll(sender = new Sender(world.sender, () => {})): Promise<void> {
  for (;;) {
    await sender.pass()
    await sender.stop(10_000)
    const due = await world.query(
      `SELECT 1 FROM delivery WHERE state = 'pending' AND digest_id IS NULL AND next_attempt_at <= clock_timestamp()`,
    )
    if (due.length === 0) return
  }
}

const mailing = (smtpUrl: string) =>
  new Sender({ ...world.sender, settings: { ...world.sender.settings, smtpUrl } }, () => {})

const listeningLog = (lines: string[]) => pino({ level: 'warn' }, { write: (line) => lines.push(line) })

async function makeDue(): Promise<void> {
  await world.query(
    `UPDATE delivery SET next_attempt_at = clock_timestamp() WHERE state = 'pending' AND digest_id IS NULL`,
  )
}

test('an alert arrives once, signed, with the id of its delivery and the id of its monitor', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  const id = toPublicId('dlv', await world.addAlert(workspaceId, channelId, { monitorId }))
  await sendAll()
  expect(sink.received).toHaveLength(1)
  const { headers, body, event } = sink.received[0]!
  expect(headers['webhook-id']).toBe(id)
  expect(new Webhook(WEBHOOK_SECRET).verify(body, headers)).toEqual(event)
  const mon = toPublicId('mon', monitorId)
  expect(alertEventSchema.parse(event)).toMatchObject({
    id,
    type: 'monitor.down',
    version: 1,
    workspace: { id: toPublicId('wsp', workspaceId) },
    monitor: { id: mon, name: 'nightly-etl', url: `http://localhost:4000/monitors/${mon}` },
  })
  expect(await rows()).toMatchObject([
    { state: 'sent', attempt: 1, lease_token: null, log: [{ outcome: 'sent', code: 204 }] },
  ])
})

test('the whole URL is called with its query, while the database shows its host only; also a URL from before URLs were encrypted', async () => {
  const whole = `${sink.url}/services/T0/swordfish?token=swordfish`
  const monitorId = await world.addMonitor(workspaceId)
  const encrypted = await world.addWebhook(workspaceId, whole)
  const [row] = await world.query<{ config: { url: string } }>('SELECT config FROM channel WHERE id = $1', [encrypted])
  expect(row!.config.url).toBe(`${new URL(sink.url).origin}/…fish`)
  const open = await world.addWebhook(workspaceId, sink.url)
  await world.query('UPDATE channel SET secret_ciphertext = NULL, config = $2 WHERE id = $1', [open, { url: whole }])
  for (const channel of [encrypted, open]) await world.addAlert(workspaceId, channel, { monitorId })
  await sendAll()
  expect(sink.received.map(({ path }) => path)).toEqual(Array(2).fill(new URL(whole).pathname + new URL(whole).search))
  expect(JSON.stringify(await rows())).not.toContain('swordfish')
})

test('a URL that was encrypted for another channel is not called, and the delivery says that it cannot be sent', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.query(
    'UPDATE channel c SET secret_ciphertext = o.secret_ciphertext FROM channel o WHERE c.id = $1 AND o.id = $2',
    [channelId, await world.addWebhook(await world.addWorkspace('Cleo'), sink.url)],
  )
  await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  expect(sink.received).toEqual([])
  expect(await rows()).toMatchObject([{ state: 'dead', log: [{ reason: 'The channel cannot be sent to.' }] }])
})

test('a retry carries the same id and the same body, though the monitor was renamed meanwhile', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  sink.answer = () => (sink.received.length === 1 ? 500 : 204)
  await sendAll()
  const [waiting] = await rows()
  expect(waiting).toMatchObject({ state: 'pending', attempt: 1, log: [{ outcome: 'retry', code: 500 }] })
  expect((await world.query<{ last_error: string }>('SELECT last_error FROM channel'))[0]!.last_error).toBe(
    'Answered 500.',
  )
  await world.query(`UPDATE monitor SET name = 'renamed'`)
  await makeDue()
  await sendAll()
  expect(sink.received.map((r) => r.id)).toEqual(Array(2).fill(toPublicId('dlv', waiting!.id)))
  expect(sink.received[1]!.body).toBe(sink.received[0]!.body)
  expect(await states()).toEqual(['sent'])
  expect((await world.query<{ last_error: string | null }>('SELECT last_error FROM channel'))[0]!.last_error).toBeNull()
})

test('the second try comes five seconds after the first, the third half a minute later', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  sink.answer = () => 503
  const waits: number[] = []
  for (let i = 0; i < 2; i++) {
    await sendAll()
    const [row] = await world.query<{ wait: number }>(
      'SELECT extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS wait FROM delivery',
    )
    waits.push(row!.wait)
    await makeDue()
  }
  expect(waits[0]).toBeGreaterThan(4)
  expect(waits[0]).toBeLessThanOrEqual(5)
  expect(waits[1]).toBeGreaterThan(29)
  expect(waits[1]).toBeLessThanOrEqual(30)
})

test('after the tenth failed try the delivery is a dead letter with every try in its log', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  sink.answer = () => 500
  for (let i = 0; i < 12; i++) {
    await makeDue()
    await sendAll()
  }
  const [row] = await rows()
  expect(row).toMatchObject({ state: 'dead', attempt: 10 })
  expect(row!.log).toHaveLength(10)
  expect(sink.received).toHaveLength(10)
})

test('two senders racing for the same deliveries send each once', async () => {
  for (let i = 0; i < 12; i++) {
    await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  }
  const senders = [new Sender(world.sender, () => {}), new Sender(world.sender, () => {})]
  await Promise.all(senders.map((sender) => sendAll(sender)))
  await Promise.all(senders.map((sender) => sendAll(sender)))
  expect(sink.received).toHaveLength(12)
  expect(new Set(sink.received.map((r) => r.id)).size).toBe(12)
})

test('an up goes out after its down, also when the down fails at first', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  await world.addAlert(workspaceId, channelId, { monitorId, type: 'monitor.up' })
  sink.answer = () => (sink.received.length === 1 ? 500 : 204)
  await sendAll()
  expect(await states()).toEqual(['pending', 'pending'])
  await makeDue()
  await sendAll()
  expect(sink.received.map((r) => r.event.type)).toEqual(['monitor.down', 'monitor.down', 'monitor.up'])
})

test('an up follows a down that became a dead letter', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  await world.addAlert(workspaceId, channelId, { monitorId, type: 'monitor.up' })
  sink.answer = ({ event }) => (event.type === 'monitor.down' ? 410 : 204)
  await sendAll()
  expect(await states()).toEqual(['dead', 'sent'])
})

test('a sender that lost its lease changes nothing when it comes back', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  const [slow] = await claimDeliveries(world.sender, [{ workspaceId, channelId, slots: 1 }])
  await world.query('UPDATE delivery SET lease_until = clock_timestamp(), next_attempt_at = clock_timestamp()')
  const [fast] = await claimDeliveries(world.sender, [{ workspaceId, channelId, slots: 1 }])
  expect(fast!.token).not.toBe(slow!.token)
  const attempt = { at: '', outcome: 'refused', reason: 'late', code: null, ms: 0 } as const
  const end = { workspaceId, channelId, id: slow!.id, retryInMs: null, attempt }
  expect(await finishDelivery(world.pool, { ...end, token: slow!.token, state: 'dead' })).toBe(false)
  expect(await states()).toEqual(['pending'])
  expect(await deliver(world.sender, fast!, new AbortController().signal)).toBe(true)
  expect(await rows()).toMatchObject([{ state: 'sent', attempt: 2, log: [{ outcome: 'sent' }] }])
})

test('a leased delivery is claimed by no other worker before its lease ends', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  const wanted = [{ workspaceId, channelId, slots: 4 }]
  expect(await claimDeliveries(world.sender, wanted)).toHaveLength(1)
  expect(await claimDeliveries(world.sender, wanted)).toHaveLength(0)
})

test('a stopped sender gives back the lease of a try that hangs', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  let answer = (_: number) => {}
  sink.answer = () => new Promise((resolve) => (answer = resolve))
  const sender = new Sender(world.sender, () => {})
  await sender.pass()
  await sink.waitFor(1)
  await sender.stop(0)
  answer(204)
  expect(await rows()).toMatchObject([{ state: 'pending', lease_token: null, attempt: 1 }])
  sink.answer = () => 204
  await sendAll()
  expect(sink.received.map((r) => r.id)).toEqual([sink.received[0]!.id, sink.received[0]!.id])
})

test('the failure of one channel delays no other', async () => {
  const other = await startSink()
  const second = await world.addWebhook(workspaceId, other.url)
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  await world.addAlert(workspaceId, second, { monitorId })
  sink.answer = () => 500
  await sendAll()
  expect(other.received).toHaveLength(1)
  expect(await states()).toEqual(['pending', 'sent'])
  await other.close()
})

test('a channel has two tries open at first, and more as they arrive', async () => {
  for (let i = 0; i < 8; i++) {
    await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  }
  let open: (() => void)[] = []
  sink.answer = () => new Promise((resolve) => open.push(() => resolve(204)))
  const sender = new Sender(world.sender, () => {})
  for (const sent of [2, 6, 8]) {
    await sender.pass()
    await sink.waitFor(sent)
    for (const answer of open) answer()
    open = []
    await sender.stop(10_000)
  }
  expect(sink.received).toHaveLength(8)
  expect(sink.peak).toBe(4)
})

test('twenty-five alerts at once become one digest that names them all and sends none alone', async () => {
  const monitors: string[] = []
  for (let i = 0; i < 25; i++) {
    const monitorId = await world.addMonitor(workspaceId, { name: `job-${i}` })
    monitors.push(toPublicId('mon', monitorId))
    await world.addAlert(workspaceId, channelId, { monitorId })
  }
  await sendAll()
  expect(sink.received).toHaveLength(0)
  await makeDue()
  await sendAll()
  expect(sink.received).toHaveLength(1)
  const digest = alertEventSchema.parse(sink.received[0]!.event) as Digest
  expect(digest).toMatchObject({ type: 'digest', count: 25, downCount: 25, upCount: 0 })
  expect(digest.events.map((event) => event.monitor.id)).toEqual(monitors)
  const all = await rows()
  const digestId = uuidOf(digest.id)
  expect(all.filter((row) => row.type === 'digest')).toMatchObject([{ state: 'sent', id: digestId }])
  expect(all.filter((row) => row.state === 'merged' && row.digest_id === digestId)).toHaveLength(25)
})

test('what follows a digest within the minute waits, and an up in it never overtakes its down', async () => {
  const monitors: string[] = []
  for (let i = 0; i < 21; i++) monitors.push(await world.addMonitor(workspaceId))
  for (const monitorId of monitors) await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  await makeDue()
  await sendAll()
  for (const monitorId of monitors) await world.addAlert(workspaceId, channelId, { monitorId, type: 'monitor.up' })
  await sendAll()
  expect(sink.received).toHaveLength(1)
  await world.query(`UPDATE channel SET last_digest_at = clock_timestamp() - interval '61 seconds'`)
  for (let i = 0; i < 2; i++) {
    await makeDue()
    await sendAll()
  }
  expect(sink.received.map((r) => (r.event as Digest).upCount)).toEqual([0, 21])
  expect((await states()).filter((state) => state === 'pending')).toEqual([])
})

test('the members of a digest that becomes a dead letter become dead letters with it, and its replay sends them after all', async () => {
  for (let i = 0; i < 21; i++) {
    await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  }
  sink.answer = () => 410
  await sendAll()
  await makeDue()
  await sendAll()
  expect(new Set(await states())).toEqual(new Set(['dead']))
  sink.answer = () => 204
  await world.query(
    `UPDATE delivery SET state = 'pending', attempt = 0, next_attempt_at = clock_timestamp() WHERE type = 'digest'`,
  )
  await sendAll()
  const all = await states()
  expect(all.filter((state) => state === 'merged')).toHaveLength(21)
  expect(sink.received[1]!.body).toBe(sink.received[0]!.body)
})

test('while a secret is being replaced a message carries both signatures, and the new one alone afterwards', async () => {
  const NEW_SECRET = `whsec_${Buffer.from('another key of at least 24 bytes').toString('base64')}`
  const encrypted = world.sender.keyring.encrypt(NEW_SECRET, workspaceId + channelId)
  await world.query(
    `UPDATE channel SET old_ciphertext = ciphertext, ciphertext = $2, old_secret_until = clock_timestamp() + interval '1 h'
     WHERE id = $1`,
    [channelId, encrypted],
  )
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  const [first] = sink.received
  const verify = (secret: string, { body, headers }: typeof first & object) =>
    new Webhook(secret).verify(body, headers as Record<string, string>)
  expect(String(first!.headers['webhook-signature']).split(' ')).toHaveLength(2)
  for (const secret of [NEW_SECRET, WEBHOOK_SECRET]) expect(verify(secret, first!)).toBeTruthy()

  await world.query('UPDATE channel SET old_secret_until = clock_timestamp() WHERE id = $1', [channelId])
  await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  expect(verify(NEW_SECRET, sink.received[1]!)).toBeTruthy()
  expect(() => verify(WEBHOOK_SECRET, sink.received[1]!)).toThrow()
})

test('a channel whose secret cannot be decrypted ends its deliveries visibly and stops no other channel', async () => {
  const broken = await world.addWebhook(workspaceId, sink.url)
  await world.query(`UPDATE channel SET ciphertext = '\\x00' WHERE id = $1`, [broken])
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, broken, { monitorId })
  await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  expect(await rows()).toMatchObject([
    { state: 'dead', log: [{ reason: 'The channel cannot be sent to.' }] },
    { state: 'sent' },
  ])
})

test('a worker without SMTP_URL does not claim mail, and one that has it sends it', async () => {
  const mailbox = await openMailSink()
  await world.query(`UPDATE channel SET kind = 'email', config = '{"to":["ada@example.com"]}' WHERE id = $1`, [
    channelId,
  ])
  await world.addAlert(workspaceId, channelId, { monitorId: null, type: 'test' })
  const lacking = new Sender(world.sender, () => {})
  await lacking.pass()
  await lacking.stop(0)
  expect(await claimDeliveries(world.sender, [{ workspaceId, channelId, slots: 1 }])).toEqual([])
  expect(await rows()).toMatchObject([{ state: 'pending', attempt: 0, log: [] }])
  await sendAll(mailing(mailbox.smtpUrl))
  expect(await rows()).toMatchObject([{ state: 'sent', attempt: 1 }])
  expect(mailbox.take('ada@example.com').mail.subject).toMatch(/^Test/)
  await mailbox.close()
})

test('a worker with another secret does not claim webhooks, and one that has the secret sends them', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  await world.addAlert(workspaceId, channelId, { monitorId })
  const keyring = createKeyring('not the secret of this installation')
  const lines: string[] = []
  const otherSender = new Sender({ ...world.sender, keyring, log: listeningLog(lines) }, () => {})
  for (let i = 0; i < 3; i++) await otherSender.pass()
  await otherSender.stop(0)
  expect(await rows()).toMatchObject([{ state: 'pending', attempt: 0, body: null, log: [] }])
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, ...publicIds() }])
  await sendAll()
  expect(await states()).toEqual(['sent'])
})

test('what no worker could send for a day is a dead letter that says so', async () => {
  await world.query(`UPDATE channel SET kind = 'email', config = '{"to":["ada@example.com"]}' WHERE id = $1`, [
    channelId,
  ])
  await world.addAlert(workspaceId, channelId, { monitorId: null, type: 'test' })
  const wait = (hours: number) =>
    world.query(`UPDATE delivery SET next_attempt_at = clock_timestamp() - make_interval(hours => $1)`, [hours])
  const lacking = new Sender(world.sender, () => {})
  await world.tick(new Date())
  await wait(25)
  await lacking.pass()
  expect(await states()).toEqual(['pending'])
  await wait(27)
  // The database's clock ran two days ahead for a moment: the checker's clock did not.
  await world.tick(new Date(Date.now() - 2 * 86_400_000))
  await lacking.pass()
  expect(await states()).toEqual(['pending'])
  await world.tick(new Date())
  await lacking.pass()
  const [row] = await rows()
  expect(row).toMatchObject({ state: 'dead', attempt: 0 })
  expect(row!.log[0]!.reason).toContain('SMTP_URL')
})

test('what waited for days while no worker ran is sent by one that can', async () => {
  await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  await world.query(`UPDATE delivery SET next_attempt_at = clock_timestamp() - interval '3 days'`)
  await world.tick(new Date())
  await sendAll(new Sender(world.sender, () => {}))
  expect(await states()).toEqual(['sent'])
})

test('of two recipients only the one that was deferred is tried again, with the same mail', async () => {
  const mailbox = await openMailSink()
  await world.query(`UPDATE channel SET kind = 'email', config = $2 WHERE id = $1`, [
    channelId,
    { to: ['ada@example.com', 'ben@example.com', 'gone@example.com'] },
  ])
  await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  mailbox.answers.set('ben@example.com', 450)
  mailbox.answers.set('gone@example.com', 550)
  await sendAll(mailing(mailbox.smtpUrl))
  expect(await rows()).toMatchObject([
    {
      state: 'pending',
      attempt: 1,
      recipients: { 'ada@example.com': 'sent', 'gone@example.com': 'refused' },
      log: [{ outcome: 'retry', code: 450, reason: expect.stringContaining('ben@example.com (450)') }],
    },
  ])
  const first = mailbox.take('ada@example.com')
  expect(first.recipients).toEqual(['ada@example.com'])
  mailbox.answers.clear()
  await makeDue()
  await sendAll(mailing(mailbox.smtpUrl))
  const second = mailbox.take('ben@example.com')
  expect(second.recipients).toEqual(['ben@example.com'])
  expect(second.mail.messageId).toBe(first.mail.messageId)
  const [row] = await rows()
  expect(row).toMatchObject({ state: 'dead', log: [{ outcome: 'retry' }, { outcome: 'refused' }] })
  expect(row!.log[1]!.reason).toContain('gone@example.com')

  await withWorkspace(world.pool, workspaceId, (client) => requeueDelivery(client, workspaceId, row!.id))
  await sendAll(mailing(mailbox.smtpUrl))
  expect(mailbox.take('gone@example.com').recipients).toEqual(['gone@example.com'])
  expect(await states()).toEqual(['sent'])
})

test('an alert that fails is logged: as a warning while it is tried again, as an error when it is a dead letter', async () => {
  const id = await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  const lines: string[] = []
  const sender = () => new Sender({ ...world.sender, log: listeningLog(lines) }, () => {})
  sink.answer = () => (sink.received.length === 1 ? 500 : 410)
  await sendAll(sender())
  await makeDue()
  await sendAll(sender())
  const about = { ...publicIds(), deliveryId: toPublicId('dlv', id), type: 'monitor.down' }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { ...about, level: 40, attempt: 1, reason: 'Answered 500.', code: 500, retryInMs: 5_000 },
    { ...about, level: 50, attempt: 2, code: 410 },
  ])
})

test('the down of a monitor whose shards fell silent names the one whose last beat is oldest', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  const at = Date.now()
  await world.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, state, started_at, last_beat_at, silent_from_at)
     VALUES ($1, '${RUN}', $2, 7, 'running', $3, $3, $3)`,
    [workspaceId, monitorId, new Date(at)],
  )
  for (const [position, shard, state, heardMs] of [
    [0, 'c1', 'succeeded', 0],
    [1, 'c2', 'running', 9_000],
    [2, 'c3', 'running', 5_000],
    [3, 'c4', 'running', 7_000],
  ] as const) {
    await world.query(
      `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at)
       VALUES ($1, '${RUN}', '', $2, $3, $4, $5, $5)`,
      [workspaceId, shard, position, state, new Date(at + heardMs)],
    )
  }
  for (const reason of ['silent', 'missed']) {
    await world.addAlert(workspaceId, channelId, { monitorId, reason })
    await sendAll()
  }
  expect(sink.received.map(({ event }) => alertEventSchema.parse(event))).toMatchObject([
    {
      part: '/c3',
      run: { openShards: 3 },
      summary: expect.stringContaining('went silent in shard c3 (2 more are open)'),
    },
    { part: null, run: { openShards: 3 } },
  ])
})

test('the down of a monitor whose run was cut off shows the open run, its step and its last output', async () => {
  const monitorId = await world.addMonitor(workspaceId)
  const at = new Date()
  await world.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, state, started_at, last_beat_at, silent_from_at)
     VALUES ($1, '${RUN}', $2, 7, 'running', $3, $3, $3)`,
    [workspaceId, monitorId, at],
  )
  for (const [position, step, state] of [
    [0, 'extract', 'succeeded'],
    [1, 'transform', 'running'],
  ]) {
    await world.query(
      `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at)
       VALUES ($1, '${RUN}', $2, '', $3, $4, $5, $5)`,
      [workspaceId, step, position, state, at],
    )
  }
  for (const [seq, output] of [
    [1, 'first lines'],
    [2, `${'x'.repeat(9_000)}the end`],
    [3, null],
  ]) {
    await world.query(
      `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, run_id, output) VALUES ($1, $2, $3, $4, '${SIGNAL_BYTES.log}', '${RUN}', $5)`,
      [workspaceId, monitorId, seq, at, output],
    )
  }
  await world.addAlert(workspaceId, channelId, { monitorId })
  await sendAll()
  const event = alertEventSchema.parse(sink.received[0]!.event)
  const id = toPublicId('run', RUN)
  expect(event).toMatchObject({
    type: 'monitor.down',
    reason: 'missed',
    run: { id, number: 7, step: 'transform', outputTruncated: true, url: `http://localhost:4000/runs/${id}` },
  })
  if (event.type !== 'monitor.down') throw new Error('not a down')
  expect(event.run!.steps.map((step) => [step.step, step.state])).toEqual([
    ['extract', 'succeeded'],
    ['transform', 'running'],
  ])
  expect(event.run!.output!.endsWith('the end')).toBe(true)
  expect(event.run!.output).toHaveLength(8_000)
})
