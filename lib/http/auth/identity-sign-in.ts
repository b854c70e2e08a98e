import { cookies, headers } from 'next/headers'
import { CONNECT_SECONDS, encryptTicket, type Identity } from '@/lib/services/auth/methods/connect-ticket'
import { signInByIdentity } from '@/lib/services/auth/methods/sign-in-by-identity'
import { callerOf } from '../request/caller'
import { getResources } from '../resources'
import { cookieOf, sessionCookie } from './auth-cookie'
import { finishSignIn } from './finish-sign-in'
import { safeNext } from './safe-next'
import { readSession } from './session'

/** After another provider verified an identity: signs the person in, or returns where to go next. */
export async function identitySignIn(identity: Identity): Promise<string> {
  const resources = getResources()
  const { baseUrl, keyring } = resources
  const [jar, received] = await Promise.all([cookies(), headers()])
  const now = new Date()
  const caller = callerOf(received)
  const next = nextOf(jar.get(cookieOf(baseUrl, 'callback').name)?.value, baseUrl)
  const session = await readSession(resources, { cookie: jar.get(sessionCookie(baseUrl).name)?.value, now })
  const result = await signInByIdentity(resources, {
    ...{ identity, next, caller, now },
    currentUserId: session?.user.id ?? null,
    timezone: jar.get('tz')?.value ?? null,
  })
  switch (result.kind) {
    case 'known':
      return finishSignIn(resources, { userId: result.userId, method: identity.provider, caller, now, next })
    case 'connect': {
      const cookie = cookieOf(baseUrl, 'connect')
      jar.set(cookie.name, encryptTicket(keyring, result.ticket), { ...cookie.options, maxAge: CONNECT_SECONDS })
      return session ? '/sign-in/connect' : '/sign-in?because=connect&next=/sign-in/connect'
    }
    case 'refused':
      return `/sign-in?error=${result.reason}`
  }
}

/** The page that the sign-in should lead to: next-auth stores it as a whole URL. */
function nextOf(callbackUrl: string | undefined, baseUrl: string): string | null {
  if (!callbackUrl || !URL.canParse(callbackUrl, baseUrl)) return null
  const url = new URL(callbackUrl, baseUrl)
  const path = url.origin === new URL(baseUrl).origin ? safeNext(url.pathname + url.search) : null
  return path?.startsWith('/sign-in') ? null : path
}
