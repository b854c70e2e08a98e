import { forwardedAddress } from '@/lib/base/addresses'
import { envFlag, envText } from '@/lib/base/env'
import { sanitizeLine } from '@/lib/base/sanitize-text'
import type { Caller } from '@/lib/services/context'

const PLACE_LENGTH = 60

/**
 * Whether the headers about the caller come from our front door or a proxy of the operator's; else anybody can write
 * them.
 */
const isSaidByProxy = () => envFlag('LUBDUB_BEHIND_INGEST') || envFlag('LUBDUB_TRUST_PROXY')

/** Where a request came from: the front door says so in headers that it has made or checked. */
export function callerOf(headers: Pick<Headers, 'get'>): Caller {
  const userAgent = headers.get('user-agent')
  return {
    ip: isSaidByProxy() ? forwardedAddress(headers.get('x-forwarded-for')) : null,
    userAgent: userAgent && sanitizeLine(userAgent).slice(0, 300),
    place: placeOf(headers),
  }
}

/** What the operator's proxy says of the place. Null: it says nothing, or the request did not come through one. */
function placeOf(headers: Pick<Headers, 'get'>): string | null {
  const name = envText('LUBDUB_PLACE_HEADER')
  if (name === null || !envFlag('LUBDUB_TRUST_PROXY')) return null
  const sent = isHeaderName(name) ? headers.get(name) : null
  if (sent === null) return null
  // A header is bytes, of which each came as a character.
  const text = Buffer.from(sent, 'latin1').toString('utf8')
  return [...sanitizeLine(text.includes('\ufffd') ? sent : text)].slice(0, PLACE_LENGTH).join('') || null
}

const isHeaderName = (name: string) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)
