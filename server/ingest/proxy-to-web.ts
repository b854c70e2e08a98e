import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '@/lib/base/errors'
import { tooLarge } from '@/lib/http/api/read-json'
import { PAGE_BODY_BYTES } from '@/lib/http/request/body-limits'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'
import { answerAndClose } from './answer-and-close'
import { BodyReader } from './body-reader'
import { acceptedEncoding, encodingOf, noteEncoding, openCompressor } from './compress'
import { hasBody } from './connections'
import { mostStreams } from './descriptors'
import { isFile, isForEver, KeptFiles } from './kept-files'
import { addressOf, HOP_BY_HOP, onwardHeaders, type Trust } from './onward-headers'
import { isApi, NO_TRACE, refuse, refuseWith } from './refuse'
import { sendAnswer } from './send-answer'
import { keepAndSend, sendKept } from './send-kept'
import { type PoolLimits, UpstreamPool } from './upstream-pool'

/** The web process has this long to begin an answer, and then between two pieces. */
const PATIENCE_MS = 60_000
const DEVELOPMENT_PATIENCE_MS = 600_000

/** How many answers at a time may be too long to hold for a slow reader. */
const MOST_SLOW = 128

type Kind = 'pages' | 'api' | 'streams'

const LIMITS: Record<Kind, PoolLimits> = {
  pages: { most: 64, queue: 512, waitMs: 10_000 },
  api: { most: 64, queue: 512, waitMs: 10_000 },
  streams: { most: mostStreams(), queue: 0, waitMs: 0 },
}

export interface ProxyTarget extends Trust {
  port: number
  /** In development: the hot reload socket is forwarded, and compiling may take long. */
  allowUpgrade: boolean
  /** Other limits than the defaults. */
  limits?: Partial<Record<Kind, PoolLimits>>
  patienceMs?: number
}

/** One request on its way to the web process. */
interface ProxiedRequest {
  request: IncomingMessage
  response: ServerResponse
  body: Buffer | null
  holdBytes: () => number
  /** The pool in which it takes room; null once the room was given back. */
  place: { pool: UpstreamPool | null; who: string }
}

/** Forwards everything but beats to the web process; while that is away or has no room, answers 503. */
export class ReverseProxy {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  readonly #bodies = new BodyReader(PAGE_BODY_BYTES)
  readonly #files = new KeptFiles()
  readonly #slow = new Set<ServerResponse>()
  readonly #pools: Record<Kind, UpstreamPool>
  readonly #patienceMs: number

  constructor(readonly target: ProxyTarget) {
    const limits = { ...LIMITS, ...target.limits }
    this.#pools = {
      pages: new UpstreamPool(limits.pages),
      api: new UpstreamPool(limits.api),
      streams: new UpstreamPool(limits.streams),
    }
    this.#patienceMs = target.patienceMs ?? (target.allowUpgrade ? DEVELOPMENT_PATIENCE_MS : PATIENCE_MS)
  }

  /** @param holdBytes how much of an answer may be held for its reader now. */
  async pass(request: IncomingMessage, response: ServerResponse, holdBytes: () => number): Promise<void> {
    const { method, headers, url = '/' } = request
    if (method === 'TRACE') return refuse(request, response, NO_TRACE)
    if (Number(headers['content-length'] ?? 0) > PAGE_BODY_BYTES) return refuse(request, response, tooLarge())
    if (isApi(request) && !isDecodable(url)) return refuse(request, response, UNDECODABLE)
    const kept = this.#kept(request)
    if (kept) return sendKept(request, response, kept)
    let body: Buffer | null = null
    try {
      body = hasBody(request) ? await this.#bodies.read(request) : null
    } catch (error) {
      if (error instanceof AppError) return refuse(request, response, error)
      response.destroy()
      return
    }
    if (response.destroyed || request.socket.destroyed) return
    if (body && !(await isReadableForm(body, headers['content-type']))) return refuse(request, response, NO_FORM)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const pool = this.#pools[kindOf(url)]
    const who = addressOf(request, this.target)
    if (await pool.enter(who, gone.signal)) this.#send({ request, response, body, holdBytes, place: { pool, who } })
    else sayUnavailable(request, response, 'Too many requests at once. Try again in a few seconds.')
  }

  /** The hot reload socket, in development only. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.target.allowUpgrade || !request.url?.startsWith('/_next/')) {
      answerAndClose(socket, 400, 'Only plain HTTP/1.1 is supported. Leave out the header Upgrade.')
      return
    }
    const headers = {
      ...onwardHeaders(request, this.target, null),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade,
    }
    const onward = send({ host: '127.0.0.1', port: this.target.port, path: request.url, headers })
    onward.on('upgrade', (answer: IncomingMessage, back: Socket, backHead: Buffer) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
      socket.write(backHead)
      back.write(head)
      back.pipe(socket).pipe(back)
      back.on('error', () => socket.destroy()).on('close', () => socket.destroy())
      socket.on('error', () => back.destroy()).on('close', () => back.destroy())
    })
    onward.on('error', () => socket.destroy())
    onward.end()
  }

  close(): void {
    this.#agent.destroy()
  }

  #kept({ method, url = '', headers }: IncomingMessage) {
    const encoding = method === 'GET' && isFile(url) ? acceptedEncoding(headers['accept-encoding']) : null
    return encoding && this.#files.get(url, encoding)
  }

  #send(passage: ProxiedRequest, { isAgain = false } = {}): void {
    const { request, response, body, place } = passage
    if (response.destroyed || request.socket.destroyed) {
      leave(place)
      return
    }
    const headers = onwardHeaders(request, this.target, body?.length ?? null)
    const { method, url: path } = request
    const onward = send({ host: '127.0.0.1', port: this.target.port, method, path, headers, agent: this.#agent })
    let isAnswered = false
    let isTriedAgain = false
    const late = setTimeout(
      () => onward.destroy(new Error('The web process did not answer in time.')),
      this.#patienceMs,
    )
    onward.on('response', (answer) => {
      clearTimeout(late)
      isAnswered = true
      this.#answer(answer, passage)
    })
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (isAnswered || response.destroyed) return
      // The web process closed an idle connection at the moment it was used again.
      const isVersionConflict =
        onward.reusedSocket && error.code === 'ECONNRESET' && (method === 'GET' || method === 'HEAD')
      if (isVersionConflict && !isAgain) {
        isTriedAgain = true
        this.#send(passage, { isAgain: true })
      } else sayUnavailable(request, response, AWAY)
    })
    onward.once('close', () => {
      clearTimeout(late)
      if (!isTriedAgain) leave(place)
    })
    response.once('close', () => onward.destroy())
    onward.end(body ?? undefined)
  }

  #answer(answer: IncomingMessage, { request, response, holdBytes, place }: ProxiedRequest): void {
    const { statusCode: status = 502, headers: said } = answer
    const headers: Record<string, string | string[] | number | undefined> = { ...NO_PAGE_HEADERS, ...said }
    for (const name of HOP_BY_HOP) delete headers[name]
    if (isStream(said['content-type']) && !this.#moveToStreams(place)) {
      answer.destroy()
      sayUnavailable(request, response, 'Too many live pages are open. Try again in a few seconds.')
      return
    }
    const encoding = encodingOf({ method: request.method, asked: request.headers, status, headers })
    if (encoding && isForEver(request.url ?? '', { status, headers })) {
      void keepAndSend(answer, response, { files: this.#files, path: request.url!, encoding, headers })
      return
    }
    const compressor = encoding && openCompressor(encoding)
    if (encoding && compressor) noteEncoding(headers, encoding)
    response.writeHead(status, headers)
    // Small writes of a live stream must not wait for more.
    response.flushHeaders()
    const onHeld = () => this.#holdUp(response, place)
    sendAnswer(answer, response, { compressor, holdBytes, quietMs: this.#patienceMs, onHeld })
  }

  /** A client that reads more slowly than the web process writes takes room only from other slow clients. */
  #holdUp(response: ServerResponse, place: ProxiedRequest['place']): void {
    leave(place)
    this.#slow.add(response)
    response.once('close', () => this.#slow.delete(response))
    const [first] = this.#slow
    if (this.#slow.size > MOST_SLOW) first?.destroy()
  }
  /** A long request, whatever its path, takes no room from short ones. */
  #moveToStreams(place: ProxiedRequest['place']): boolean {
    const { streams } = this.#pools
    if (place.pool === streams) return true
    if (!streams.tryEnter(place.who)) return false
    leave(place)
    place.pool = streams
    return true
  }
}

function leave(place: ProxiedRequest['place']): void {
  place.pool?.leave(place.who)
  place.pool = null
}

const AWAY = 'The dashboard is starting. Beats are being taken; try again in a few seconds.'
const UNDECODABLE = new AppError(
  'invalid',
  'The path has a percent sign that does not begin a character. Write a percent sign as %25.',
)

const NO_FORM = new AppError('invalid', 'The body is not a readable form.')

/** The web framework fails on a form whose parts do not match its header. */
async function isReadableForm(body: Buffer, type: string | undefined): Promise<boolean> {
  if (!type?.toLowerCase().startsWith('multipart/form-data')) return true
  const form = new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return form.then(
    () => true,
    () => false,
  )
}

function kindOf(url: string): Kind {
  if (!url.startsWith('/api/')) return 'pages'
  return url.startsWith('/api/live/runs/') && !url.includes('?') ? 'streams' : 'api'
}

const isStream = (type: string | undefined) => type?.startsWith('text/event-stream') ?? false

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0]!)
    return true
  } catch {
    return false
  }
}

function sayUnavailable(request: IncomingMessage, response: ServerResponse, sentence: string): void {
  const api = isApi(request)
  refuseWith(request, response, {
    status: 503,
    type: api ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    body: api
      ? `${JSON.stringify({ error: { code: 'unavailable', message: sentence, field: null } })}\n`
      : page(sentence),
    headers: { 'retry-after': '3', ...(!api && { 'content-security-policy': PAGE_CSP }) },
  })
}

const PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

function page(sentence: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Lubdub</title>
<style>:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 16px}</style>
<h1>Lubdub</h1><p>${sentence}</p></html>
`
}
