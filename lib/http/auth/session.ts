import { parseCookie } from 'cookie'
import { decode } from 'next-auth/jwt'
import { isId } from '@/lib/base/ids'
import { findSession, type SessionView } from '@/lib/services/auth/sessions/find-session'
import type { Resources } from '../resources'
import { nextAuthSecret, sessionCookie } from './auth-cookie'

interface Showing {
  cookie: string | undefined
  now: Date
  /** The place of the caller. Null: not known. */
  ip?: string | null
  place?: string | null | undefined
  /** False for requests without an action of the person, such as an open stream. */
  isUse?: boolean
}

/** The session of the session cookie's value. Null: none, not ours, ended, or revoked. */
export async function readSession(
  resources: Resources,
  { cookie, now, ip = null, place = null, isUse = true }: Showing,
): Promise<SessionView | null> {
  const sessionId = await readSessionId(resources, cookie)
  return sessionId === null ? null : findSession(resources.prisma, sessionId, now, { ip, place, isUse })
}

/** The session id in one of our session cookies, whether or not the session is valid. Null: none, or not ours. */
export async function readSessionId(
  { keyring }: Pick<Resources, 'keyring'>,
  cookie: string | undefined,
): Promise<string | null> {
  if (!cookie) return null
  const token = await decode({ token: cookie, secret: nextAuthSecret(keyring) }).catch(() => null)
  return typeof token?.sid === 'string' && isId(token.sid) ? token.sid : null
}

/** The session cookie's value in a request. */
export function sessionCookieOf(request: Request, baseUrl: string): string | undefined {
  return parseCookie(request.headers.get('cookie') ?? '')[sessionCookie(baseUrl).name]
}
