import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '@/lib/base/log'
import { HEARTBEAT_METHODS, parseHeartbeatUrl } from '@/lib/http/heartbeat/heartbeat'
import { heartbeatUrlOf, originForm } from '@/lib/http/heartbeat/heartbeat-url'
import { hstsOf } from '@/lib/http/hsts'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'
import type { Arrival } from '@/lib/services/ingest/arrivals'
import { readTwoTurns } from '@/lib/services/ingest/poll'
import { version } from '@/package.json'
import { answerAndClose } from './answer-and-close'
import { Connections, hasBody } from './connections'
import { mostConnections } from './descriptors'
import { protoOf } from './onward-headers'
import type { ReverseProxy } from './proxy-to-web'
import { refuseWith } from './refuse'
import { type BeatTaker, takeBeat } from './take-beat'
import { type ParserError, whyUnreadable } from './unreadable'

/** Answers of this process besides beats: `path` to a handler. */
export type OwnAnswers = ReadonlyMap<string, OwnAnswer>
/** `query`: from the question mark on, or an empty text. */
export type OwnAnswer = (query: string) => Promise<{ status: number; body: unknown }>

interface ServerOptions {
  /** Null: this process takes beats only. */
  proxy: ReverseProxy | null
  own: OwnAnswers
  log: Log
  trustForwarded: boolean
  /** Where people reach it, and what is set about HSTS. Left out: no HSTS header. */
  hsts?: { url: string | null; hasHsts: boolean }
  /** Connections at a time; above it, the one idle longest is closed. Left out: as many as the process can have. */
  most?: number
}

const SWEEP_MS = 1_000
const REQUEST_MS = 15_000
/**
 * Callers that wait to be accepted while the process stands still; the kernel has its own limit (`net.core.somaxconn`).
 */
const BACKLOG = 65_535

/** Listens with the settings that `createIngestServer` needs. */
export async function listenForBeats(server: Server, at: { host: string; port: number }): Promise<void> {
  server.listen({ ...at, backlog: BACKLOG })
  await once(server, 'listening')
}

/** The public port: beats are answered here, everything else is forwarded to the web process. */
export function createIngestServer(ingest: BeatTaker, options: ServerOptions): Server {
  const { proxy, most = mostConnections() } = options
  const connections = new Connections({ most })
  const answer = answerer(ingest, options, connections)
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    // The receive time of a beat that waits behind another request of its connection is now.
    const key = connections.isBusy(request.socket) ? keyOf(request) : null
    if (key === null) connections.serve(request, response, answer)
    else serveWaiting(request, response, { ingest, connections, answer, arrival: ingest.arrive(key) })
  }
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
      // `faultOf` checks this and says why.
      requireHostHeader: false,
      ...(proxy?.target.allowUpgrade && UPGRADE_IN_DEVELOPMENT),
    },
    serve,
  )
  server.maxConnections = 10_000
  // Otherwise Node drops headers after the first 2,000 without an error, the body length with them; their size is
  // limited anyway.
  server.maxHeadersCount = 0
  // An unknown expectation is no reason to refuse.
  server.on('checkExpectation', serve)
  // Without a listener an upgrade is ignored, and the request is answered as usual.
  if (proxy?.target.allowUpgrade) server.on('upgrade', (request, socket, head) => proxy.upgrade(request, socket, head))
  server.on('connect', (_request, socket) =>
    answerAndClose(socket, 405, 'CONNECT is not supported: this is not a proxy.'),
  )
  keepConnections(server, connections)
  refuseUnreadable(server, connections)
  return server
}

type Answer = (request: IncomingMessage, response: ServerResponse, arrival?: Arrival) => void | Promise<void>

/** Answers one request. `arrival`: of a beat that has waited. */
function answerer(ingest: BeatTaker, options: ServerOptions, connections: Connections): Answer {
  const { log, trustForwarded, hsts } = options
  return (request, response, arrival) => {
    if (hsts?.url?.startsWith('https')) {
      const value = hstsOf({ ...hsts, proto: protoOf(request, { trustForwarded }) })
      if (value) response.setHeader('strict-transport-security', value)
    }
    const heartbeat = heartbeatUrlOf(request.url ?? '/')
    const fault = faultOf(request) ?? (heartbeat === null ? faultOfPath(request) : null)
    if (fault) {
      if (arrival) ingest.leave(arrival)
      refuseText(request, response, fault)
      return
    }
    if (heartbeat !== null) {
      request.url = heartbeat
      return takeBeat(request, response, { ingest, trustForwarded, arrival }).catch((error: unknown) => {
        log.debug({ err: error }, 'a caller went away')
        response.destroy()
      })
    }
    request.url = originForm(request.url ?? '/')
    answerOther(request, response, { ...options, holdBytes: () => connections.holdBytes }).catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be forwarded')
      response.destroy()
    })
  }
}

interface Waiting {
  ingest: BeatTaker
  connections: Connections
  answer: Answer
  arrival: Arrival
}

/** A beat that waits behind another request of its connection has arrived, also when its turn never comes. */
function serveWaiting(
  request: IncomingMessage,
  response: ServerResponse,
  { ingest, connections, answer, arrival }: Waiting,
): void {
  const begin: Answer = (one, its) => answer(one, its, arrival)
  const turnAway = () => {
    if (request.complete || !hasBody(request)) ingest.turnAway(arrival.key, arrival)
    else ingest.leave(arrival)
  }
  connections.serve(request, response, begin, {
    drop: () => (hasBody(request) ? turnAway() : begin(request, response)),
    turnAway,
  })
}

function keepConnections(server: Server, connections: Connections): void {
  server.on('connection', (socket) => connections.open(socket))
  // Timers run before sockets are read: after a pause of the process, bytes of a connection that seems idle or late may
  // be unread.
  server.on('timeout', (socket) => {
    const { bytesRead } = socket
    void readTwoTurns().then(() => socket.bytesRead === bytesRead && socket.destroy())
  })
  const sweeping = setInterval(() => connections.sweep(performance.now()), SWEEP_MS).unref()
  server.once('close', () => clearInterval(sweeping))
}

/** Answers what cannot be read, or was not read in time. */
function refuseUnreadable(server: Server, connections: Connections): void {
  const refuseUnread = (error: ParserError, socket: Duplex) => {
    if (socket.destroyed) return
    if (connections.isAnswering(socket)) {
      socket.destroy()
      return
    }
    const { status, sentence } = whyUnreadable(error)
    answerAndClose(socket, status, sentence)
  }
  /** For headers that were read late, the time limit begins with the body. */
  const refuseLate = async (error: ParserError, socket: Duplex) => {
    const begun = connections.begunOn(socket)
    await readTwoTurns()
    if (connections.begunOn(socket) === begun) {
      if (connections.isAwaited(socket)) refuseUnread(error, socket)
      return
    }
    const isFor = connections.receivedFor(socket)
    if (isFor === null) return
    const limit = setTimeout(
      () => void readTwoTurns().then(() => connections.receivedFor(socket) === isFor && refuseUnread(error, socket)),
      REQUEST_MS,
    )
    socket.once('close', () => clearTimeout(limit))
  }
  server.on('clientError', (error: ParserError, socket) => {
    if (error.code !== 'ERR_HTTP_REQUEST_TIMEOUT') refuseUnread(error, socket)
    else void refuseLate(error, socket)
  })
}

/** The key of a beat. Null: the request is no beat. */
function keyOf({ url, method }: IncomingMessage): string | null {
  const heartbeat = HEARTBEAT_METHODS.has(method ?? 'GET') ? heartbeatUrlOf(url ?? '/') : null
  return heartbeat === null ? null : (parseHeartbeatUrl(heartbeat)?.key ?? null)
}

/** Newer Node.js asks for each request; older versions pass every upgrade request here, beats too. */
const UPGRADE_IN_DEVELOPMENT = {
  shouldUpgradeCallback: (request: IncomingMessage) => request.url?.startsWith('/_next/') ?? false,
}

interface Fault {
  status: number
  sentence: string
}

/** What is wrong with a request that the parser accepted. */
function faultOf({ rawHeaders, headers, httpVersion, method, url = '' }: IncomingMessage): Fault | null {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]!.length === 4 && isHost(rawHeaders[i]!)) hosts += 1
  if (hosts > 1) return { status: 400, sentence: 'There are two Host headers; send one.' }
  if (hosts === 0 && httpVersion === '1.1')
    return { status: 400, sentence: 'There is no Host header; HTTP/1.1 needs one.' }
  if (url === '*' && method === 'OPTIONS') return { status: 204, sentence: '' }
  const target = originForm(url)
  if (!target.startsWith('/')) return { status: 400, sentence: 'The request names no path.' }
  const asked = headers.upgrade?.toLowerCase()
  if (asked === 'websocket' && !target.startsWith('/api/'))
    return { status: 400, sentence: 'Only plain HTTP/1.1 is supported. Leave out the header Upgrade.' }
  return null
}

/** `.` and `..`, also as `%2e`. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i

/** The web framework would take such segments out: `DELETE …/keys/..`, made of an id that is `..`, would delete the monitor. */
function faultOfPath({ url = '' }: IncomingMessage): Fault | null {
  const [path = ''] = originForm(url).split(/[?#]/, 1)
  return DOT_SEGMENT.test(path)
    ? { status: 400, sentence: 'The path has a segment . or .. in it; leave it out.' }
    : null
}

const isHost = (name: string) => name.toLowerCase() === 'host'

function refuseText(request: IncomingMessage, response: ServerResponse, { status, sentence }: Fault): void {
  if (status === 204) {
    response.writeHead(204, { ...NO_PAGE_HEADERS, allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }).end()
    return
  }
  const headers = { connection: 'close' }
  refuseWith(request, response, { status, type: 'text/plain; charset=utf-8', body: `${sentence}\n`, headers })
}

async function answerOther(
  request: IncomingMessage,
  response: ServerResponse,
  { proxy, own, holdBytes }: Pick<ServerOptions, 'proxy' | 'own'> & { holdBytes: () => number },
): Promise<void> {
  const url = request.url ?? '/'
  const [path = ''] = url.split('?', 1)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const answer = isRead ? own.get(path) : undefined
  if (answer) {
    const { status, body } = await answer(url.slice(path.length))
    const text = `${JSON.stringify(body)}\n`
    response.writeHead(status, {
      ...NO_PAGE_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-lubdub-version': version,
    })
    response.end(request.method === 'HEAD' ? undefined : text)
    return
  }
  if (proxy) await proxy.pass(request, response, holdBytes)
  else
    refuseWith(request, response, {
      status: 404,
      type: 'text/plain; charset=utf-8',
      body: 'This process takes beats only.\n',
    })
}
