import { headers } from 'next/headers'
import type { NextAuthOptions } from 'next-auth'
import type { Identity } from '@/lib/services/auth/methods/connect-ticket'
import { findSession } from '@/lib/services/auth/sessions/find-session'
import { revokeSession } from '@/lib/services/auth/sessions/revoke-session'
import { SESSION_SECONDS } from '@/lib/services/auth/sessions/session-life'
import { callerOf } from '../request/caller'
import { getResources } from '../resources'
import { cookieOf, nextAuthSecret, sessionCookie } from './auth-cookie'
import { identitySignIn } from './identity-sign-in'
import { oauthProviders, type ProviderUser } from './oauth-providers'

/**
 * next-auth handles other providers, and ends sessions. It creates none: a verified identity goes through the same
 * steps as every first factor. The cookie has the id of a session row, so that a session can be listed and revoked. A
 * function, because a build has no secrets yet.
 */
export function getAuthOptions(): NextAuthOptions {
  const { prisma, keyring, baseUrl, log } = getResources()
  return {
    secret: nextAuthSecret(keyring),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    cookies: { sessionToken: sessionCookie(baseUrl), callbackUrl: cookieOf(baseUrl, 'callback') },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: oauthProviders(),
    logger: {
      error: (code, detail) =>
        log.warn({ code, err: 'error' in detail ? detail.error : detail }, 'sign-in with another provider failed'),
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => {},
    },
    callbacks: {
      async signIn({ user, account }) {
        if (account?.type !== 'oauth') return false
        const { email, isEmailVerified, name } = user as unknown as ProviderUser
        const provider = account.provider as Identity['provider']
        const identity = { provider, subject: account.providerAccountId, email, isEmailVerified, name }
        try {
          return await identitySignIn(identity)
        } catch (error) {
          // Otherwise next-auth would show the message of an error in the address bar.
          log.error({ err: error }, 'a sign-in with another provider failed')
          return '/sign-in?error=failed'
        }
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
