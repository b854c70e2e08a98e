import { decode } from 'next-auth/jwt'
import { findSession, type SessionView } from '@/lib/services/auth/find-session'
import { nextAuthSecret, sessionCookie } from './auth-cookie'
import type { Resources } from './resources'

/** The session behind the session cookie's value. Null: none, not ours, over, or revoked. */
export async function readSession(
  resources: Resources,
  { cookie, now }: { cookie: string | undefined; now: Date },
): Promise<SessionView | null> {
  if (!cookie) return null
  const token = await decode({ token: cookie, secret: nextAuthSecret(resources.keyring) }).catch(() => null)
  const sessionId = token?.sid
  return typeof sessionId === 'string' ? findSession(resources.prisma, sessionId, now) : null
}

/** The session cookie's value in a request. */
export function sessionCookieOf(request: Request, baseUrl: string): string | undefined {
  const { name } = sessionCookie(baseUrl)
  for (const pair of request.headers.get('cookie')?.split(';') ?? []) {
    const [key, ...value] = pair.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}
