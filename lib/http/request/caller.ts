import { sanitizeLine } from '@/lib/base/sanitize-text'
import type { Caller } from '@/lib/services/context'
import { getSettings } from '@/lib/settings/process-settings'
import { callerAddress } from './caller-address'

const PLACE_LENGTH = 60

/** Whether the headers about the caller come from ingest or the operator's proxy; else any caller can set them. */
function isSaidByProxy(): boolean {
  const { isBehindIngest, trustProxy } = getSettings()
  return isBehindIngest || trustProxy
}

/** Where a request came from: ingest sets or checks these headers. */
export function callerOf(headers: Pick<Headers, 'get'>): Caller {
  const userAgent = headers.get('user-agent')
  return {
    ip: callerAddress(headers.get('x-forwarded-for'), { isTrusted: isSaidByProxy() }),
    userAgent: userAgent && sanitizeLine(userAgent).slice(0, 300),
    place: placeOf(headers),
  }
}

/** The place, as the operator's proxy states it. Null: not stated, or the request did not come through the proxy. */
function placeOf(headers: Pick<Headers, 'get'>): string | null {
  const { placeHeader, trustProxy } = getSettings()
  if (placeHeader === null || !trustProxy) return null
  const sent = headers.get(placeHeader)
  if (sent === null) return null
  // A header is bytes, of which each came as one character.
  const text = Buffer.from(sent, 'latin1').toString('utf8')
  return [...sanitizeLine(text.includes('\ufffd') ? sent : text)].slice(0, PLACE_LENGTH).join('') || null
}
