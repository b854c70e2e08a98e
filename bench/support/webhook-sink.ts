import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { LinesFile } from './lines-file'

/** One alert inside a message: a message of its own has one, a digest many. Ids are uuids, as in the database. */
export interface SinkAlert {
  /** The delivery's id in the message or the digest. */
  id: string
  type: string
  /** Instant that the event is about, in milliseconds. */
  at: number
  monitor: string
}

export interface SinkLine {
  channel: string
  /** When the request was complete, in milliseconds. */
  arrivedAt: number
  webhookId: string
  type: string
  /** Null: the signature and the time are right. */
  signatureFault: string | null
  alerts: SinkAlert[]
  outage: { seq: number; monitors: string[]; count: number; inDoubt: string[]; openRunCount: number } | null
  workspace: string | null
  answer: SinkAnswer
}

/** `500`: says so. `reset`: cuts the connection. `hang`: keeps the sender waiting, then cuts it. */
export type SinkAnswer = 'ok' | '500' | 'reset' | 'hang'

const HANG_MS = 3_000
const BODY_LIMIT = 10_000_000

/** Receives webhooks on loopback, checks their signatures with the standard's own library and writes down each try. */
export class WebhookSink {
  readonly #server: Server
  readonly #lines: LinesFile<SinkLine>
  readonly #secrets = new Map<string, string>()
  readonly #answerFor: (line: { webhookId: string; isFirst: boolean }) => SinkAnswer
  readonly #seen = new Set<string>()
  /** The received messages, newest last. */
  readonly received: SinkLine[] = []
  onLine: (line: SinkLine) => void = () => {}

  constructor(options: {
    file: string
    answerFor?: (line: { webhookId: string; isFirst: boolean }) => SinkAnswer
  }) {
    this.#lines = new LinesFile(options.file)
    this.#answerFor = options.answerFor ?? (() => 'ok')
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy())
    })
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
  }

  /** Where a channel of this name sends to. */
  urlOf(channel: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${channel}`
  }

  trust(channel: string, secret: string): void {
    this.#secrets.set(channel, secret)
  }

  read(): SinkLine[] {
    return this.#lines.read()
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    this.#lines.close()
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of request) {
      size += (chunk as Buffer).length
      if (size > BODY_LIMIT) throw new Error('The body is too long.')
      chunks.push(chunk as Buffer)
    }
    const arrivedAt = Date.now()
    const channel = (request.url ?? '/').slice(1)
    const body = Buffer.concat(chunks).toString('utf8')
    const webhookId = uuidOf(String(request.headers['webhook-id']))
    const answer = this.#answerFor({ webhookId, isFirst: !this.#seen.has(webhookId) })
    this.#seen.add(webhookId)
    const signatureFault = this.#faultOf(channel, { body, headers: request.headers })
    const line: SinkLine = { channel, arrivedAt, webhookId, signatureFault, ...readBody(body), answer }
    this.#lines.append(line)
    this.received.push(line)
    this.onLine(line)
    if (answer === 'ok') response.writeHead(204).end()
    else if (answer === '500') response.writeHead(500).end('not today')
    else setTimeout(() => response.destroy(), answer === 'hang' ? HANG_MS : 0)
  }

  #faultOf(channel: string, { body, headers }: { body: string; headers: IncomingMessage['headers'] }): string | null {
    const secret = this.#secrets.get(channel)
    if (secret === undefined) return 'the secret of this channel is not known'
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>)
      return null
    } catch (error) {
      return String(error)
    }
  }
}

interface Body {
  id: string
  type: string
  at: string
  workspace?: { id: string }
  monitor?: { id: string }
  events?: { id: string; type: string; at: string; monitor: { id: string } }[]
  outage?: { seq: number }
  unjudged?: { monitor: { id: string } }[]
  unjudgedCount?: number
  inDoubt?: { monitor: { id: string } }[]
  openRunCount?: number
}

function readBody(text: string): Pick<SinkLine, 'type' | 'alerts' | 'outage' | 'workspace'> {
  const body = JSON.parse(text) as Body
  const { type, outage } = body
  const own = body.monitor
    ? [{ id: uuidOf(body.id), type, at: Date.parse(body.at), monitor: uuidOf(body.monitor.id) }]
    : []
  const members = (body.events ?? []).map((e) => ({
    id: uuidOf(e.id),
    type: e.type,
    at: Date.parse(e.at),
    monitor: uuidOf(e.monitor.id),
  }))
  return {
    type,
    alerts: [...own, ...members],
    workspace: body.workspace ? uuidOf(body.workspace.id) : null,
    outage: outage
      ? {
          seq: outage.seq,
          monitors: (body.unjudged ?? []).map((u) => uuidOf(u.monitor.id)),
          count: body.unjudgedCount ?? 0,
          inDoubt: (body.inDoubt ?? []).map((u) => uuidOf(u.monitor.id)),
          openRunCount: body.openRunCount ?? 0,
        }
      : null,
  }
}
