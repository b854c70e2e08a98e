import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const BAD_WAYS = ['hang', 'trickle', '500', '429', 'close', '301', '10 MB'] as const
export type BadWay = (typeof BAD_WAYS)[number]

export interface BadReceiver {
  url: string
  /** How many tries came. */
  tries: number
  /** Resolves at the first try. */
  firstTry: Promise<void>
  /** The most tries that were open at the same time. */
  peak: number
  close(): Promise<void>
}

/** A receiver of webhooks on loopback that behaves badly in one way. */
export async function startBadReceiver(way: BadWay): Promise<BadReceiver> {
  let open = 0
  let resolveFirst = () => {}
  const firstTry = new Promise<void>((resolve) => (resolveFirst = resolve))
  const server: Server = createServer((request, response) => {
    receiver.tries += 1
    resolveFirst()
    open += 1
    receiver.peak = Math.max(receiver.peak, open)
    response.on('close', () => (open -= 1))
    request.resume()
    misbehave(response, way)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const receiver: BadReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    tries: 0,
    firstTry,
    peak: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return receiver
}

function misbehave(response: ServerResponse, way: BadWay): void {
  switch (way) {
    case 'hang':
      return
    case 'trickle': {
      response.writeHead(200).write('.')
      const timer = setInterval(() => response.write('.'), 200)
      response.on('close', () => clearInterval(timer))
      return
    }
    case '500':
      response.writeHead(500).end()
      return
    case '429':
      response.writeHead(429, { 'retry-after': '1' }).end()
      return
    case 'close':
      response.destroy()
      return
    case '301':
      response.writeHead(301, { location: '/elsewhere' }).end()
      return
    case '10 MB':
      response.writeHead(500).end(Buffer.alloc(10_000_000))
  }
}
