import { cookies } from 'next/headers'
import { encode } from 'next-auth/jwt'
import { SESSION_SECONDS } from '@/lib/services/auth/session-life'
import { nextAuthSecret, sessionCookie } from './auth-cookie'
import type { Resources } from './resources'

/** Hands a session to the browser that asks, as sign-in does: its cookie carries the id of the session's row. */
export async function startSession(
  { keyring, baseUrl }: Pick<Resources, 'keyring' | 'baseUrl'>,
  sessionId: string,
): Promise<void> {
  const { name, options } = sessionCookie(baseUrl)
  const value = await encode({ token: { sid: sessionId }, secret: nextAuthSecret(keyring), maxAge: SESSION_SECONDS })
  const jar = await cookies()
  jar.set(name, value, { ...options, maxAge: SESSION_SECONDS })
}
