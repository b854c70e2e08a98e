import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, ERROR_STATUS } from '@/lib/base/errors'
import { NO_PAGE_HEADERS } from '@/lib/http/security-headers'
import { LINGER_MS } from './answer-and-close'

/** Answered here: the web framework cannot make a request with this method. */
export const NO_TRACE = new AppError(
  'method_not_allowed',
  'TRACE is not supported. Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.',
)

export const isApi = ({ url }: IncomingMessage) => url?.startsWith('/api/') ?? false

/**
 * Refuses a request that is not forwarded: as JSON under `/api/`, else as text or as a page, as the caller accepts it.
 */
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

/** Answers without reading what the client still sends; the connection is closed within a second. */
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
  // If the connection closed while the client still sends, the client would lose the answer: for a while longer, its
  // bytes are dropped.
  const end = () => response.end()
  const late = setTimeout(end, LINGER_MS)
  response.once('close', () => clearTimeout(late))
  request.once('end', end).resume()
}
