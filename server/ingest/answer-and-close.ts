import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'

/** Longer than an answer needs to be read; who does not close then is cut off. */
export const LINGER_MS = 1_000

const closing = new WeakSet<Duplex>()

/**
 * Says one last sentence on a connection that no request can be read from, and is rid of it within a second: what is still
 * sent is read and forgotten meanwhile, for closing at once would take the answer with it.
 */
export function answerAndClose(socket: Duplex, status: number, sentence: string): void {
  if (closing.has(socket)) return
  closing.add(socket)
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const late = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(late))
  socket.on('error', () => socket.destroy())
  socket.end(rawAnswer(status, `${sentence}\n`))
  socket.resume()
}

function rawAnswer(status: number, body: string): string {
  const headers = {
    ...NO_PAGE_HEADERS,
    connection: 'close',
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
