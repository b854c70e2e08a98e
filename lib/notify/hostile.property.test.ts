import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { showable } from '@/lib/base/showable'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import type { AlertEvent, MonitorDown } from '@/lib/contract/events'
import { sendEmail } from './email/send'
import type { Message } from './message'
import { exampleDown } from './testing/example-events'
import { sendWebhook } from './webhook/send'
import { summarize } from './words'

interface Mail {
  raw: string
  mail: Email
  recipients: string[]
}

const mails: Mail[] = []
const bodies: string[] = []

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, callback) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', async () => {
      const raw = Buffer.concat(chunks)
      const recipients = session.envelope.rcptTo.map((to) => to.address)
      mails.push({ raw: raw.toString('latin1'), mail: await PostalMime.parse(raw), recipients })
      callback()
    })
  },
})
const sink = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    bodies.push(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(204).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => sink.listen(0, '127.0.0.1', done))
})

afterAll(async () => {
  sink.closeAllConnections()
  await Promise.all([new Promise<void>((done) => smtp.close(done)), new Promise((done) => sink.close(done))])
})

/** A mail about what is called so and says so, wherever a job or a person can put a text. */
function eventWith(text: string): AlertEvent {
  const run = exampleDown.run!
  const event: MonitorDown = {
    ...exampleDown,
    workspace: { ...exampleDown.workspace, name: text },
    monitor: { ...exampleDown.monitor, name: text, family: text, runbook: text },
    part: text,
    reason: 'part_failed',
    run: {
      ...run,
      key: text,
      message: text,
      host: text,
      logUrl: text,
      step: text,
      output: text,
      steps: run.steps.map((step) => ({ ...step, step: text, message: text })),
    },
  }
  return { ...event, summary: summarize(event) }
}

const messageOf = (event: AlertEvent): Message => ({
  id: event.id,
  body: JSON.stringify(event),
  event,
  sentAt: 1_790_000_000_000,
})

async function mailWith(text: string): Promise<Mail> {
  mails.length = 0
  const { port } = smtp.server.address() as AddressInfo
  const config = { to: ['ada@example.com'], from: 'Lubdub <lubdub@example.com>', domain: 'lubdub.example.com' }
  const result = await sendEmail(messageOf(eventWith(text)), { ...config, smtpUrl: `smtp://127.0.0.1:${port}` })
  expect(result.outcome).toBe('sent')
  expect(mails).toHaveLength(1)
  return mails[0]!
}

/** The tags of a mail, in order, without links' targets: what a text must not change. */
const structureOf = (html: string) =>
  [...html.matchAll(/<\/?([a-zA-Z][\w-]*)[^>]*>/g)]
    .map(([tag, name]) => (tag.startsWith('</') ? `/${name}` : name))
    .join(' ')

const headerNames = ({ raw }: Mail) =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(':')[0]!.toLowerCase())
    .toSorted()

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STEERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

// What the mail library itself fills the preview line of mail programs up with.
const FILLING = /(?:\u00a0\u200c\u200b\u200d\u200e\u200f\ufeff)+/g

test('no text changes the headers, the recipients or the structure of a mail', async () => {
  const plain = await mailWith('plain')
  const shape = structureOf(plain.mail.html!)
  const faults: string[] = []
  for (const { tries, text } of HOSTILE) {
    const sent = await mailWith(text)
    const { mail, recipients } = sent
    const blame = (what: string) => faults.push(`${tries} ${JSON.stringify(text.slice(0, 60))}: ${what}`)
    if (headerNames(sent).join() !== headerNames(plain).join()) blame(`headers ${headerNames(sent)}`)
    if (recipients.join() !== 'ada@example.com' || mail.to?.length !== 1 || mail.cc || mail.bcc) blame('recipients')
    if (/[\r\n]/.test(mail.subject ?? '') || STEERS.test(mail.subject ?? '')) blame(`subject ${mail.subject}`)
    if (mail.attachments.length > 0) blame('an attachment')
    const html = (mail.html ?? '').replace(FILLING, '')
    if (STEERS.test(html) || STEERS.test(mail.text ?? '')) blame('it steers')
    // Where nothing of a text can be seen, or it is no link, its line is left out; nothing may be added.
    const extra = tagsBeyond(structureOf(html), shape)
    if (extra.length > 0) blame(`tags ${extra}`)
    if (/<[^>]*\son\w+=/i.test(html) || /(?:href|src)="\s*(?!https:\/\/)/i.test(html)) blame('a handler or an odd link')
    const [first = ''] = showable(text).trim().split('\n')
    if (first.length > 2 && first.length < 100 && !unescaped(html).includes(first)) blame('it is not shown')
  }
  expect(faults).toEqual([])
}, 120_000)

/** Tags that come more often than in the plain mail. */
function tagsBeyond(shape: string, plain: string): string[] {
  const times = (tags: string, tag: string) => tags.split(' ').filter((other) => other === tag).length
  const tags = [...new Set(shape.split(' '))].filter((tag) => tag !== 'br')
  return tags.filter((tag) => times(shape, tag) > times(plain, tag))
}

function unescaped(html: string): string {
  return html
    .replace(/<!--.*?-->/g, '')
    .replace(
      /&(lt|gt|quot|#x27|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#x27': "'", amp: '&' })[name]!,
    )
}

test('a webhook brings every text as JSON, and nothing besides', async () => {
  const { port } = sink.address() as AddressInfo
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  for (const { text } of HOSTILE) {
    bodies.length = 0
    const event = eventWith(text)
    const config = { url: `http://127.0.0.1:${port}/hook`, secrets: [secret], allowPrivate: true }
    expect(await sendWebhook(messageOf(event), config)).toMatchObject({ outcome: 'sent' })
    expect(bodies).toHaveLength(1)
    expect(JSON.parse(bodies[0]!)).toEqual(JSON.parse(JSON.stringify(event)))
  }
}, 60_000)
