import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AlertEvent } from '@/lib/contract/events'

export interface Received {
  id: string
  path: string
  event: AlertEvent
  body: string
  headers: Record<string, string>
  at: number
}

export interface Sink {
  url: string
  received: Received[]
  /** The answer to the next requests; 204 when not set. */
  answer: (received: Received) => number | Promise<number>
  /** Resolves when the sink has the given number of requests, or more. */
  waitFor(count: number): Promise<void>
  /** The most requests that were open at the same time. */
  peak: number
  close(): Promise<void>
}

/** A receiver of webhooks on loopback that keeps the requests it got. */
export async function startSink(): Promise<Sink> {
  const waiting: { count: number; resolve: () => void }[] = []
  let open = 0
  const server: Server = createServer(async (request, response) => {
    open += 1
    sink.peak = Math.max(sink.peak, open)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const headers = request.headers as Record<string, string>
    const event = JSON.parse(body) as AlertEvent
    const received = { id: headers['webhook-id']!, path: request.url!, event, body, headers, at: Date.now() }
    sink.received.push(received)
    for (const waiter of waiting.filter((w) => w.count <= sink.received.length)) waiter.resolve()
    const status = await sink.answer(received)
    open -= 1
    response.writeHead(status).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const sink: Sink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: () => 204,
    peak: 0,
    waitFor: (count) =>
      new Promise((resolve) => {
        if (sink.received.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return sink
}
