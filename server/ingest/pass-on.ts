import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

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

/** Passes everything but beats on to the web process, streaming both ways; while that is away, says so. */
export class WebFront {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 })

  /** @param trustForwarded whether a proxy of the operator's stands before this process and sets X-Forwarded-*. */
  constructor(readonly target: { port: number; trustForwarded: boolean; allowUpgrade: boolean }) {}

  pass(request: IncomingMessage, response: ServerResponse): void {
    const { port } = this.target
    const { method, url: path } = request
    if (method === 'TRACE') {
      refuseTrace(response)
      return
    }
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
    onward.on('error', () => this.#sayAway(request, response))
    response.on('close', () => onward.destroy())
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
function refuseTrace(response: ServerResponse): void {
  const message = 'TRACE is answered nowhere. Call this with GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.'
  response.writeHead(405, {
    'content-type': 'application/json; charset=utf-8',
    allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify({ error: { code: 'method_not_allowed', message, field: null } }))
}

function page(sentence: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Lubdub</title>
<style>:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 16px}</style>
<h1>Lubdub</h1><p>${sentence}</p></html>`
}
