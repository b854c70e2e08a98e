import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'

/** Longer than a client needs to read an answer; a client that does not close by then is cut off. */
export const LINGER_MS = 1_000

const closing = new WeakSet<Duplex>()

/**
 * Sends one last answer on a connection from which no request can be read, and closes it within a second. What the
 * client still sends meanwhile is read and dropped: if the socket closed at once, the client could lose the answer.
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
