import { headers } from 'next/headers'
import type { NextAuthOptions } from 'next-auth'
import { findSession } from '@/lib/services/auth/find-session'
import { revokeSession } from '@/lib/services/auth/revoke-session'
import { SESSION_SECONDS } from '@/lib/services/auth/session-life'
import { nextAuthSecret, sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { getResources } from './resources'

/**
 * Sign-in by a one-time link. The cookie carries the id of a session row, so that a session can be listed and revoked.
 * A function, because a build has no secrets yet.
 */
export function getAuthOptions(): NextAuthOptions {
  const { prisma, keyring, baseUrl } = getResources()
  return {
    secret: nextAuthSecret(keyring),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    cookies: { sessionToken: sessionCookie(baseUrl) },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [],
    callbacks: {
      async session({ session, token }) {
        const found = typeof token.sid === 'string' ? await findSession(prisma, token.sid, new Date()) : null
        return found ? { ...session, user: found.user } : { expires: new Date(0).toISOString() }
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid !== 'string') return
        await revokeSession(prisma, token.sid, new Date(), callerOf(await headers()))
      },
    },
  }
}
