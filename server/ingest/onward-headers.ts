import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'

/** What belongs to one connection only and is not passed on. */
export const HOP_BY_HOP = [
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const

export interface Trust {
  /** Whether a proxy of the operator's stands before this process and sets X-Forwarded-*. */
  trustForwarded: boolean
  /** Where that proxy says from which place a request comes. Null: nowhere. */
  placeHeader?: string | null
}

/** The headers with which a request goes on to the web process, whose body is `length` bytes. */
export function onwardHeaders(request: IncomingMessage, { trustForwarded, placeHeader }: Trust, length: number | null) {
  const headers: OutgoingHttpHeaders = { ...request.headers }
  for (const name of HOP_BY_HOP) delete headers[name]
  // Known to let a caller skip the web framework's middleware.
  delete headers['x-middleware-subrequest']
  // Compressing is done here.
  delete headers['accept-encoding']
  delete headers['content-length']
  if (length !== null) headers['content-length'] = length
  if (!trustForwarded || headers['x-forwarded-for'] === undefined) {
    headers['x-forwarded-for'] = request.socket.remoteAddress ?? 'unknown'
    headers['x-forwarded-host'] = request.headers.host
    headers['x-forwarded-proto'] = 'http'
    // Said by the caller, and not by the proxy.
    if (placeHeader) delete headers[placeHeader.toLowerCase()]
  }
  return headers
}

/** By which callers take turns: who sent it, as far as that is known. */
export function addressOf({ headers, socket }: IncomingMessage, { trustForwarded }: Trust): string {
  const forwarded = trustForwarded ? lastOf(headers) : undefined
  return forwarded || socket.remoteAddress || ''
}

function lastOf(headers: IncomingHttpHeaders): string | undefined {
  return [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim()
}

/** Over what the caller came, as a proxy of the operator's says; without one, plain http. */
export function protoOf({ headers }: IncomingMessage, { trustForwarded }: Trust): string {
  if (!trustForwarded) return 'http'
  return [headers['x-forwarded-proto'] ?? 'http'].flat().join(',').split(',').at(-1)!.trim()
}
