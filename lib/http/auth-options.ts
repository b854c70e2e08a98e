import { headers } from 'next/headers'
import type { NextAuthOptions, User } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { consumeSignInLink } from '@/lib/services/auth/consume-sign-in-link'
import { findSession } from '@/lib/services/auth/find-session'
import { finishFirstFactor } from '@/lib/services/auth/finish-first-factor'
import { revokeSession } from '@/lib/services/auth/revoke-session'
import { SESSION_SECONDS } from '@/lib/services/auth/session-life'
import { nextAuthSecret, sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { passkeyProvider, secondFactorProvider } from './factor-providers'
import { continueSignIn, signedInUser } from './first-factor'
import { getResources, type Resources } from './resources'

/** The cookie carries the id of a session row, so that a session can be listed and revoked. A function, because a build has no secrets yet. */
export function getAuthOptions(): NextAuthOptions {
  const resources = getResources()
  const { prisma, keyring, baseUrl } = resources
  return {
    secret: nextAuthSecret(keyring),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    cookies: { sessionToken: sessionCookie(baseUrl) },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [linkProvider(resources), secondFactorProvider(resources), passkeyProvider(resources)],
    callbacks: {
      signIn: ({ user }) => continueSignIn(user, baseUrl),
      jwt({ token, user }) {
        if (user && 'sessionId' in user) token.sid = user.sessionId
        return token
      },
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

const linkProvider = ({ prisma, keyring }: Resources) =>
  Credentials({
    id: 'link',
    name: 'One-time link',
    credentials: { token: {} },
    async authorize(credentials): Promise<User | null> {
      const now = new Date()
      const userId = await consumeSignInLink(prisma, keyring, { token: credentials?.token ?? '', now })
      if (userId === null) return null
      const proved = { userId, method: 'link', caller: callerOf(await headers()), now } as const
      return signedInUser(await finishFirstFactor({ prisma, keyring }, proved))
    },
  })
