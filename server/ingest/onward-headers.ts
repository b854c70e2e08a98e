import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { callerAddress } from '@/lib/http/request/caller-address'

/** Headers that belong to one connection only and are not forwarded. */
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
  /** Whether the operator runs a proxy before this process that sets X-Forwarded-*. */
  trustForwarded: boolean
  /** The header in which that proxy states the place a request comes from. Null: there is none. */
  placeHeader?: string | null
}

/** The headers of the request to the web process, whose body is `length` bytes. */
export function onwardHeaders(request: IncomingMessage, { trustForwarded, placeHeader }: Trust, length: number | null) {
  const headers: OutgoingHttpHeaders = { ...request.headers }
  for (const name of HOP_BY_HOP) delete headers[name]
  // Known to let a caller skip the web framework's middleware.
  delete headers['x-middleware-subrequest']
  // This process compresses.
  delete headers['accept-encoding']
  delete headers['content-length']
  if (length !== null) headers['content-length'] = length
  if (!trustForwarded || headers['x-forwarded-for'] === undefined) {
    headers['x-forwarded-for'] =
      callerAddress(null, { isTrusted: false, peer: request.socket.remoteAddress ?? null }) ?? 'unknown'
    headers['x-forwarded-host'] = request.headers.host
    headers['x-forwarded-proto'] = 'http'
    // Set by the caller, and not by the proxy.
    if (placeHeader) delete headers[placeHeader.toLowerCase()]
  }
  return headers
}

/** The name under which a caller takes turns: the API key or the address, as far as known. */
export function addressOf({ headers, socket }: IncomingMessage, { trustForwarded }: Trust): string {
  const forwarded = trustForwarded ? lastOf(headers) : undefined
  return forwarded || socket.remoteAddress || ''
}

function lastOf(headers: IncomingHttpHeaders): string | undefined {
  return [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim()
}

/** The scheme of the caller, as the operator's proxy states it; without a proxy, http. */
export function protoOf({ headers }: IncomingMessage, { trustForwarded }: Trust): string {
  if (!trustForwarded) return 'http'
  return [headers['x-forwarded-proto'] ?? 'http'].flat().join(',').split(',').at(-1)!.trim()
}
