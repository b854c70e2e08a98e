import { cookies } from 'next/headers'
import type { User } from 'next-auth'
import { type FirstFactorResult, PENDING_MS } from '@/lib/services/auth/finish-first-factor'
import { pendingCookie } from './auth-cookie'

/** What a first factor led to, as next-auth hands it on to `continueSignIn` and to the session's token. */
export function signedInUser(result: FirstFactorResult): User {
  return result.kind === 'signed_in'
    ? ({ id: result.userId, sessionId: result.sessionId } as User)
    : ({ id: 'pending', pendingToken: result.pendingToken } as User)
}

/** next-auth's `signIn` callback: true, or where to go on because a second factor is awaited. */
export async function continueSignIn(user: object, baseUrl: string): Promise<true | string> {
  if (!('pendingToken' in user)) return true
  const { name, options } = pendingCookie(baseUrl)
  const jar = await cookies()
  jar.set(name, String(user.pendingToken), { ...options, maxAge: PENDING_MS / 1000 })
  return `${baseUrl}/sign-in/second-factor`
}
