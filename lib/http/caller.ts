import { showableLine } from '@/lib/base/showable'
import type { Caller } from '@/lib/services/context'

/** Where a request came from: the front door says so in headers that it has made or checked. */
export function callerOf(headers: Pick<Headers, 'get'>): Caller {
  const [ip] = headers.get('x-forwarded-for')?.split(',').slice(-1) ?? []
  const userAgent = headers.get('user-agent')
  return { ip: ip?.trim().slice(0, 60) || null, userAgent: userAgent && showableLine(userAgent).slice(0, 300) }
}
