import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { AlertEvent } from '@/lib/contract/events'
import type { Message } from '../message'
import {
  exampleDigest,
  exampleDown,
  exampleEvents,
  exampleOutage,
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

test('a down mail says what happened, since when, where the run stood and how its output ended', async () => {
  const { smtpUrl, received } = await listen()
  const result = await sendEmail(messageOf(exampleDown), { ...config, smtpUrl })
  expect(result).toEqual({ outcome: 'sent', reason: 'The mail server took the mail.' })
  const { mail, to } = received[0]!
  expect(to).toEqual(['ada@example.com'])
  expect(mail.subject).toBe(
    '[Ada] nightly-etl is down: run 4182 did not end within its time limit and stood in transform',
  )
  for (const text of [mail.text!, mail.html!.replace(/<[^>]+>|<!-- -->/g, '')]) {
    expect(text).toContain('nightly-etl')
    expect(text).toContain('transform')
    expect(text).toContain('Sat 21 Nov 2026, 03:00:03 CET')
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

test('a runbook that is no web address does not become a link', async () => {
  const { smtpUrl, received } = await listen()
  const monitor = { ...exampleDown.monitor, runbook: 'javascript:alert(1)' }
  await sendEmail(messageOf({ ...exampleDown, monitor }), { ...config, smtpUrl })
  expect(received[0]!.mail.html).not.toContain('javascript:')
})

test('a name with line ends cannot add a header or a recipient', async () => {
  const { smtpUrl, received } = await listen()
  const name = 'etl\r\nBcc: cleo@example.com\r\n\r\nHello'
  const summary = `${name} is down`
  const event = { ...exampleDown, summary, workspace: { ...exampleDown.workspace, name } }
  await sendEmail(messageOf(event), {
    ...config,
    to: ['ada@example.com', 'x@example.com>\r\nRCPT TO:<cleo@example.com'],
    smtpUrl,
  })
  const { mail, to } = received[0]!
  expect(to).toEqual(['ada@example.com'])
  expect(mail.headers.map((header) => header.key)).not.toContain('bcc')
  expect(mail.subject).toBe('[etl Bcc: cleo@example.com Hello] etl Bcc: cleo@example.com Hello is down')
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
  expect(received[0]!.mail.subject).toBe('[Ada] nightly-etl is up again after 3 h 11 min')
  expect(received[0]!.mail.text).toContain('from Sat 21 Nov 2026, 03:00:03 CET, for 3 h 11 min')
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
    '[Ada] Lubdub could not hear beats for 4 min; 1 expected run could not be judged, 1 in doubt',
  )
  expect(received[0]!.mail.text).toContain('expected Sat 21 Nov 2026, 04:12:00 CET')
  expect(received[0]!.mail.text).toContain('from Sat 21 Nov 2026, 04:10:00 CET to Sat 21 Nov 2026, 04:14:00 CET')
  expect(received[0]!.mail.text).toContain('by Sat 21 Nov 2026, 05:00:00 CET')
  expect(received[0]!.mail.text).toContain('nightly-etl #7')
})

test.each(exampleEvents.map((event) => [event.type, event] as const))(
  'a mail of type %s fits a text reader',
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

test('a server that is not there is tried again later', async () => {
  const { smtpUrl } = await listen()
  await new Promise<void>((done) => servers.pop()!.close(done))
  expect(await sendEmail(messageOf(exampleTest), { ...config, smtpUrl })).toMatchObject({ outcome: 'retry' })
})
