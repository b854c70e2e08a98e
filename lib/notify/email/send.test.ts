import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { AlertEvent } from '@/lib/contract/events'
import { summarize } from '../labels'
import type { Message } from '../message'
import {
  exampleDigest,
  exampleDown,
  exampleEvents,
  exampleOutage,
  exampleRun,
  exampleTest,
  exampleUp,
} from '../testing/example-events'
import { sendEmail } from './send'

interface Received {
  to: string[]
  mail: Email
}

const servers: SMTPServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((done) => server.close(done))
})

async function listen(options: SMTPServerOptions = {}): Promise<{ smtpUrl: string; received: Received[] }> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const mail = await PostalMime.parse(Buffer.concat(chunks))
        received.push({ to: session.envelope.rcptTo.map((to) => to.address), mail })
        callback()
      })
    },
    ...options,
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, received }
}

function messageOf(event: AlertEvent): Message {
  return { id: event.id, body: JSON.stringify(event), event, sentAt: Date.parse('2026-11-21T02:00:05Z') }
}

const config = { to: ['ada@example.com'], from: 'Lubdub <lubdub@example.com>', domain: 'lubdub.example.com' }

test('a down mail says what happened, since when, the last step of the run and the end of its output', async () => {
  const { smtpUrl, received } = await listen()
  const result = await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  expect(result).toEqual({ outcome: 'sent', reason: 'The mail server accepted the mail.' })
  const { mail, to } = received[0]!
  expect(to).toEqual(['ada@example.com'])
  expect(mail.subject).toBe('Down: nightly-etl, run 4182 did not end within its time limit and was in transform [Ada]')
  for (const text of [mail.text!, mail.html!.replace(/<[^>]+>|<!-- -->/g, '')]) {
    expect(text).toContain('nightly-etl')
    expect(text).toContain('transform')
    expect(text).toContain('Sat 21 Nov 2026, 03:00:03 CET (02:00:03 UTC)')
    expect(text).toContain('412,000 of 1,000,000 rows')
    expect(text).toContain('ERROR could not connect to')
  }
  expect(mail.text).toContain('https://lubdub.example.com/runs/run_01')
  expect(mail.html).toContain('href="https://wiki.example.com/etl"')
})

test('what a job sent is shown as text and never becomes markup', async () => {
  const { smtpUrl, received } = await listen()
  const run = { ...exampleDown.run!, output: '<img src=x onerror=alert(1)>', message: '<b>bold</b>' }
  await sendEmail(messageOf({ ...exampleDown, run }), { ...config, smtpUrl })
  expect(received[0]!.mail.html).not.toContain('<img')
  expect(received[0]!.mail.html).not.toContain('<b>bold')
  expect(received[0]!.mail.text).toContain('<img src=x onerror=alert(1)>')
})

test('what a dead run left open is not shown as running', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  const { html = '' } = received[0]!.mail
  expect(html).toContain('did not end')
  expect(html).not.toContain('◔')
})

test('a runbook that is no web address does not become a link', async () => {
  const { smtpUrl, received } = await listen()
  const monitor = { ...exampleDown.monitor, runbook: 'javascript:alert(1)' }
  await sendEmail(messageOf({ ...exampleDown, monitor }), { ...config, smtpUrl })
  expect(received[0]!.mail.html).not.toContain('javascript:')
})

test('a mail whose layout fails is sent as plain text', async () => {
  const { smtpUrl, received } = await listen()
  const ofOtherVersion = { ...exampleRun, steps: undefined as never }
  const event = { ...exampleDown, run: ofOtherVersion }
  expect(await sendEmail(messageOf(event), { ...config, smtpUrl })).toMatchObject({ outcome: 'sent' })
  const { mail } = received[0]!
  expect(mail.subject).toBe(event.summary)
  expect(mail.html).toBeUndefined()
  expect(mail.text).toContain(event.summary)
  expect(mail.text).toContain('https://lubdub.example.com/monitors/mon_01')
  expect(mail.text).toContain('Reference: dlv_down')
})

test('a name with line ends cannot add a header or a recipient', async () => {
  const { smtpUrl, received } = await listen()
  const name = 'etl\r\nBcc: cleo@example.com\r\n\r\nHello'
  const workspace = { ...exampleDown.workspace, name }
  const event = { ...exampleDown, workspace, monitor: { ...exampleDown.monitor, name }, reason: 'partial' }
  await sendEmail(messageOf(event), {
    ...config,
    to: ['ada@example.com', 'x@example.com>\r\nRCPT TO:<cleo@example.com'],
    smtpUrl,
  })
  const { mail, to } = received[0]!
  expect(to).toEqual(['ada@example.com'])
  expect(mail.headers.map((header) => header.key)).not.toContain('bcc')
  expect(mail.subject).toBe(
    'Down: etl Bcc: cleo@example.com Hello, run 4182 ended with failed or missing parts [etl Bcc: cleo@example.com Hello]',
  )
})

test('the id of a mail is the same on every try, and the mails of an incident share a thread', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  await sendEmail(messageOf(exampleUp), { ...config, smtpUrl })
  const ids = received.map(({ mail }) => mail.messageId)
  expect(ids).toEqual(['<dlv_down@lubdub.example.com>', '<dlv_down@lubdub.example.com>', '<dlv_up@lubdub.example.com>'])
  expect(new Set(received.map(({ mail }) => mail.references))).toEqual(new Set(['<inc_01@lubdub.example.com>']))
})

test('the recovery mail says from when and for how long it was down', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleUp), { ...config, smtpUrl })
  expect(received[0]!.mail.subject).toBe('Up again: nightly-etl, after 3 h 11 min [Ada]')
  expect(received[0]!.mail.text).toContain('from Sat 21 Nov 2026, 03:00:03 CET (02:00:03 UTC), for 3 h 11 min')
})

test('a digest names fifty and counts the rest', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleDigest), { ...config, smtpUrl })
  expect(received[0]!.mail.text).toContain('shop-49 ')
  expect(received[0]!.mail.text).not.toContain('shop-50 ')
  expect(received[0]!.mail.text).toContain('and 150 more alerts')
})

test('an outage notice names what could not be judged and which runs are still open', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleOutage), { ...config, smtpUrl })
  expect(received[0]!.mail.subject).toBe(
    'Outage: Lubdub could not take beats for 4 min; 1 expected run could not be judged, 1 in doubt [Ada]',
  )
  expect(received[0]!.mail.text).toContain('expected Sat 21 Nov 2026, 04:12:00 CET')
  expect(received[0]!.mail.text).toContain(
    'from Sat 21 Nov 2026, 04:10:00 CET (03:10:00 UTC) to Sat 21 Nov 2026, 04:14:00 CET (03:14:00 UTC)',
  )
  expect(received[0]!.mail.text).toContain('by Sat 21 Nov 2026, 05:00:00 CET (04:00:00 UTC)')
  expect(received[0]!.mail.text).toContain('nightly-etl #7')
})

test.each(exampleEvents.map((event) => [event.type, event] as const))(
  'a mail of type %s is readable as text',
  async (_, event) => {
    const { smtpUrl, received } = await listen()
    await sendEmail(messageOf(event), { ...config, smtpUrl })
    expect(received[0]!.mail.text!.split('\n').length).toBeGreaterThan(3)
    expect(received[0]!.mail.text).not.toMatch(/undefined|null|NaN|\[object/)
  },
)

test('without SMTP_URL a mail is refused with that reason', async () => {
  const result = await sendEmail(messageOf(exampleTest), { ...config, smtpUrl: null })
  expect(result).toEqual({ outcome: 'refused', reason: 'SMTP_URL is not set.' })
})

test('for a name of any length, the subject says first what happened, and then why', async () => {
  const { smtpUrl, received } = await listen()
  const name = 'a-very-long-name-of-a-job-'.repeat(9)
  for (const event of [exampleDown, exampleUp]) {
    const long = { ...event, monitor: { ...event.monitor, name }, workspace: { ...event.workspace, name } }
    await sendEmail(messageOf(long), { ...config, smtpUrl })
  }
  const [down, up] = received.map(({ mail }) => mail.subject!)
  expect(down).toMatch(/^Down: a-very-long-name-[^ ]*…, run 4182 did not end .*\[a-very-long/)
  expect(up).toMatch(/^Up again: a-very-long-name-[^ ]*…, after 3 h 11 min \[a-very-long/)
  for (const subject of [down!, up!]) expect(subject.length).toBeLessThanOrEqual(180)
})

test('times are in the zone of the monitor, with UTC beside them, and its day if it differs', async () => {
  const { smtpUrl, received } = await listen()
  const workspace = { ...exampleDown.workspace, timezone: 'UTC' }
  const monitor = {
    ...exampleDown.monitor,
    schedule: { type: 'oncalendar', expression: '*-*-* 02:00', timezone: 'Asia/Tokyo' } as const,
    lastSuccessAt: '2026-11-20T20:38:02.000Z',
  }
  await sendEmail(messageOf({ ...exampleDown, workspace, monitor }), { ...config, smtpUrl })
  const { text } = received[0]!.mail
  expect(text).toContain('Sat 21 Nov 2026, 11:00:03 GMT+9 (02:00:03 UTC)')
  expect(text).toContain('Sat 21 Nov 2026, 05:38:02 GMT+9 (Fri 20 Nov 2026, 20:38:02 UTC)')
  expect(text).toContain('Times are in Asia/Tokyo')
})

test('a mail names its run once, and the step as the step', async () => {
  const { smtpUrl, received } = await listen()
  await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  await sendEmail(messageOf(exampleUp), { ...config, smtpUrl })
  const [down, up] = received.map(({ mail }) => mail.text!)
  expect(down!.match(/(?:run |#)4182/g)).toHaveLength(1)
  expect(down).toMatch(/Step +transform/)
  expect(down).not.toContain('Stood in')
  expect(up!.match(/(?:run |#)4183/g)).toHaveLength(1)
})

test('the down of a monitor that was paused afterwards says so', async () => {
  const { smtpUrl, received } = await listen()
  const paused = { ...exampleDown, reason: 'partial', pausedSince: '2026-11-21T02:01:00.000Z' }
  await sendEmail(messageOf({ ...paused, summary: summarize(paused) }), { ...config, smtpUrl })
  const { subject, text } = received[0]!.mail
  expect(subject).toContain('(paused since Sat 21 Nov 2026, 03:01:00 CET)')
  expect(text).toMatch(/Paused +since Sat 21 Nov 2026, 03:01:00 CET \(02:01:00 UTC\)/)
})

test('each of several recipients has its own result', async () => {
  const codes: Record<string, number> = { 'put-off@example.com': 450, 'gone@example.com': 550 }
  const { smtpUrl, received } = await listen({
    onRcptTo: ({ address }, _session, callback) => {
      const responseCode = codes[address]
      callback(responseCode === undefined ? null : Object.assign(new Error('no'), { responseCode }))
    },
  })
  const send = (to: string[], settled = {}) => sendEmail(messageOf(exampleTest), { ...config, to, settled, smtpUrl })
  expect(await send(['ada@example.com', 'put-off@example.com'])).toEqual({
    outcome: 'retry',
    reason: 'The mail server accepted the mail for 1 of 2 recipients; will be tried again: put-off@example.com (450).',
    code: 450,
    recipients: { 'ada@example.com': 'sent' },
  })
  expect(await send(['put-off@example.com', 'gone@example.com'])).toMatchObject({
    outcome: 'retry',
    recipients: { 'gone@example.com': 'refused' },
  })
  expect(await send(['ada@example.com', 'gone@example.com'])).toMatchObject({ outcome: 'refused', code: 550 })
  received.length = 0
  expect(await send(['ada@example.com', 'ben@example.com'], { 'ada@example.com': 'sent' })).toMatchObject({
    outcome: 'sent',
  })
  expect(received.map(({ to }) => to)).toEqual([['ben@example.com']])
  expect(await send(['ben@example.com', 'gone@example.com'], { 'gone@example.com': 'refused' })).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('gone@example.com'),
    recipients: { 'ben@example.com': 'sent' },
  })
})

test('a mailbox that does not exist is final', async () => {
  const { smtpUrl } = await listen({
    onRcptTo: (_address, _session, callback) =>
      callback(Object.assign(new Error('no such user'), { responseCode: 550 })),
  })
  const result = await sendEmail(messageOf(exampleTest), { ...config, smtpUrl })
  expect(result).toEqual({ outcome: 'refused', reason: 'The mail server refused the addresses with 550.', code: 550 })
})

test('a greylisting server is tried again later', async () => {
  const { smtpUrl } = await listen({
    onRcptTo: (_address, _session, callback) =>
      callback(Object.assign(new Error('come back later'), { responseCode: 451 })),
  })
  expect(await sendEmail(messageOf(exampleTest), { ...config, smtpUrl })).toMatchObject({ outcome: 'retry', code: 451 })
})

test('a server that does not answer is tried again later', async () => {
  const { smtpUrl } = await listen()
  await new Promise<void>((done) => servers.pop()!.close(done))
  expect(await sendEmail(messageOf(exampleTest), { ...config, smtpUrl })).toMatchObject({ outcome: 'retry' })
})
