import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import type { AlertEvent, MonitorDown } from '@/lib/contract/events'
import { sendEmail } from './email/send'
import { summarize } from './labels'
import type { Message } from './message'
import { exampleDown } from './testing/example-events'
import { hostileFaults, openMailSink } from './testing/mail-faults'
import { sendWebhook } from './webhook/send'

const bodies: string[] = []

let smtp: Awaited<ReturnType<typeof openMailSink>>
const sink = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    bodies.push(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(204).end()
  })
})

beforeAll(async () => {
  smtp = await openMailSink()
  await new Promise<void>((done) => sink.listen(0, '127.0.0.1', done))
})

afterAll(async () => {
  sink.closeAllConnections()
  await Promise.all([smtp.close(), new Promise((done) => sink.close(done))])
})

/** A mail with the given text in every place where a job or a person can put a text. */
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

test('no text changes the headers, the recipients or the structure of a mail', async () => {
  const { smtpUrl } = smtp
  const config = { from: 'Lubdub <lubdub@example.com>', domain: 'lubdub.example.com', smtpUrl }
  const faults = await hostileFaults(async (text, to) => {
    expect(await sendEmail(messageOf(eventWith(text)), { ...config, to: [to] })).toMatchObject({ outcome: 'sent' })
    return smtp.take(to)
  })
  expect(faults).toEqual([])
}, 60_000)

test('a webhook contains every text as JSON, and nothing else', async () => {
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
