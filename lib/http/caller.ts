import type { Caller } from '@/lib/services/context'

/** Where a request came from: the front door says so in headers that it has made or checked. */
export function callerOf(headers: Pick<Headers, 'get'>): Caller {
  const [ip] = headers.get('x-forwarded-for')?.split(',').slice(-1) ?? []
  return { ip: ip?.trim().slice(0, 60) || null, userAgent: headers.get('user-agent')?.slice(0, 300) ?? null }
}
