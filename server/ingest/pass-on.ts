import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError, ERROR_STATUS } from '@/lib/base/errors'
import { tooLarge } from '@/lib/http/read-json'

/** What belongs to one connection only and is not passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** As the web framework counts it for server actions (`next.config.ts`), which it would refuse with a 500. */
const MAX_BODY_BYTES = 256 * 1024
const LINGER_MS = 2_000

/** Passes everything but beats on to the web process, streaming both ways; while that is away, says so. */
export class WebFront {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 })

  /**
   * @param trustForwarded whether a proxy of the operator's stands before this process and sets X-Forwarded-*.
   * @param placeHeader where that proxy says from which place a request comes. Null: nowhere.
   */
  constructor(
    readonly target: { port: number; trustForwarded: boolean; placeHeader?: string | null; allowUpgrade: boolean },
  ) {}

  pass(request: IncomingMessage, response: ServerResponse): void {
    const { port } = this.target
    const { method, url: path } = request
    if (method === 'TRACE' || Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      refuse(request, response, method === 'TRACE' ? NO_TRACE : tooLarge())
      return
    }
    let size = 0
    let isRefused = false
    const onward = send({ host: '127.0.0.1', port, method, path, headers: this.#headers(request), agent: this.#agent })
    onward.on('response', (answer) => {
      const headers = { ...answer.headers }
      for (const name of HOP_BY_HOP) delete headers[name]
      response.writeHead(answer.statusCode ?? 502, headers)
      // Small writes of a live stream must not wait for more.
      response.flushHeaders()
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => {
      if (!isRefused) this.#sayAway(request, response)
    })
    response.on('close', () => onward.destroy())
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES || response.headersSent) return
      isRefused = true
      request.unpipe(onward)
      refuse(request, response, tooLarge())
      onward.destroy()
    })
    request.pipe(onward)
  }

  /** Hot reload's socket, in development only: elsewhere an upgrade is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.target.allowUpgrade) {
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
      return
    }
    const headers = { ...this.#headers(request), connection: 'Upgrade', upgrade: request.headers.upgrade }
    const onward = send({ host: '127.0.0.1', port: this.target.port, path: request.url, headers })
    onward.on('upgrade', (answer: IncomingMessage, back: Socket, backHead: Buffer) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
      socket.write(backHead)
      back.write(head)
      back.pipe(socket).pipe(back)
      back.on('error', () => socket.destroy())
      socket.on('error', () => back.destroy())
    })
    onward.on('error', () => socket.destroy())
    onward.end()
  }

  close(): void {
    this.#agent.destroy()
  }

  #headers(request: IncomingMessage): Record<string, string | string[] | undefined> {
    const headers: Record<string, string | string[] | undefined> = { ...request.headers }
    for (const name of HOP_BY_HOP) delete headers[name]
    // Known to let a caller skip the web framework's middleware.
    delete headers['x-middleware-subrequest']
    if (!this.target.trustForwarded || headers['x-forwarded-for'] === undefined) {
      headers['x-forwarded-for'] = request.socket.remoteAddress
      headers['x-forwarded-host'] = request.headers.host
      headers['x-forwarded-proto'] = 'http'
      // Said by the caller, and not by the proxy.
      if (this.target.placeHeader) delete headers[this.target.placeHeader.toLowerCase()]
    }
    return headers
  }

  #sayAway(request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const isApi = request.url?.startsWith('/api/')
    const sentence = 'The dashboard is starting. Beats are being taken; try again in a few seconds.'
    const body = isApi
      ? JSON.stringify({ error: { code: 'unavailable', message: sentence, field: null } })
      : page(sentence)
    const type = isApi ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8'
    response.writeHead(503, { 'content-type': type, 'retry-after': '3', 'cache-control': 'no-store' })
    response.end(body)
  }
}

/** The web process has no word for it: the requests of its framework cannot be made with this method. */
const NO_TRACE = new AppError(
  'method_not_allowed',
  'TRACE is answered nowhere. Call this with GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.',
)

/** Refuses what is not passed on: as JSON under `/api/`, else as text, which a page shows that asked. */
function refuse(request: IncomingMessage, response: ServerResponse, { code, message, field }: AppError): void {
  const isApi = request.url?.startsWith('/api/')
  const body = isApi ? JSON.stringify({ error: { code, message, field } }) : `${message}\n`
  response.writeHead(ERROR_STATUS[code], {
    'content-type': isApi ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    ...(code === 'method_not_allowed' && { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }),
  })
  response.write(body)
  // A connection that is closed while somebody still sends takes the answer with it: a while longer, what comes is forgotten.
  const end = () => response.end()
  const late = setTimeout(end, LINGER_MS)
  request
    .once('end', end)
    .once('close', () => clearTimeout(late))
    .resume()
}

function page(sentence: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Lubdub</title>
<style>:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 16px}</style>
<h1>Lubdub</h1><p>${sentence}</p></html>`
}
