import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, ERROR_STATUS } from '@/lib/base/errors'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'
import { LINGER_MS } from './answer-and-close'

/** The web process has no word for it: the requests of its framework cannot be made with this method. */
export const NO_TRACE = new AppError(
  'method_not_allowed',
  'TRACE is answered nowhere. Call this with GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.',
)

export const isApi = ({ url }: IncomingMessage) => url?.startsWith('/api/') ?? false

/** Refuses what is not passed on: as JSON under `/api/`, else as text, which a page shows that asked. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const { code, message, field } = error
  const body = isApi(request) ? `${JSON.stringify({ error: { code, message, field } })}\n` : `${message}\n`
  refuseWith(request, response, {
    status: ERROR_STATUS[code],
    type: isApi(request) ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
    body,
    headers: code === 'method_not_allowed' ? { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } : {},
  })
}

interface Refusal {
  status: number
  type: string
  body: string
  headers?: Record<string, string>
}

/** Answers without reading what is still sent; the connection is over within a second then. */
export function refuseWith(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers = {} }: Refusal,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(status, {
    ...NO_PAGE_HEADERS,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'private, no-store',
    ...headers,
    ...(!request.complete && { connection: 'close' }),
  })
  if (request.method !== 'HEAD') response.write(body)
  if (request.complete) {
    response.end()
    return
  }
  // A connection that is closed while somebody still sends takes the answer with it: a while longer, what comes is forgotten.
  const end = () => response.end()
  const late = setTimeout(end, LINGER_MS)
  response.once('close', () => clearTimeout(late))
  request.once('end', end).resume()
}
