import { createServer, type Server } from 'node:http'
import type { Log } from '@/lib/base/log'
import { HEARTBEAT_PREFIX } from '@/lib/http/heartbeat'
import { version } from '@/package.json'
import type { WebFront } from './pass-on'
import { type BeatTaker, takeBeat } from './take-beat'

/** Answers that this process gives itself besides beats: `path` to a handler. */
export type OwnAnswers = ReadonlyMap<string, OwnAnswer>
export type OwnAnswer = () => Promise<{ status: number; body: unknown }>

const UNREADABLE = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
])

/** The public port: beats are answered here, everything else is passed on to the web process. */
export function createIngestServer(
  ingest: BeatTaker,
  { front, own, log, trustForwarded }: { front: WebFront | null; own: OwnAnswers; log: Log; trustForwarded: boolean },
): Server {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      const url = request.url ?? '/'
      if (url.startsWith(HEARTBEAT_PREFIX)) {
        takeBeat(request, response, { ingest, trustForwarded }).catch((error: unknown) => {
          log.debug({ err: error }, 'a caller went away')
          response.destroy()
        })
        return
      }
      const mark = url.indexOf('?')
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const answer = isRead ? own.get(mark === -1 ? url : url.slice(0, mark)) : undefined
      if (answer) {
        answer().then(
          ({ status, body }) => {
            response.writeHead(status, {
              'content-type': 'application/json; charset=utf-8',
              'cache-control': 'no-store',
              'x-lubdub-version': version,
              'x-content-type-options': 'nosniff',
            })
            response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body))
          },
          () => response.destroy(),
        )
      } else if (front) front.pass(request, response)
      else {
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        response.end('This process takes beats only.\n')
      }
    },
  )
  server.maxConnections = 10_000
  server.on('upgrade', (request, socket, head) => (front ? front.upgrade(request, socket, head) : socket.destroy()))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = UNREADABLE.get(error.code ?? '') ?? '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`)
  })
  return server
}
