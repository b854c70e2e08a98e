import { cookies } from 'next/headers'
import { encode } from 'next-auth/jwt'
import { finishFirstFactor } from '@/lib/services/auth/factors/finish-first-factor'
import { endReplacedSession } from '@/lib/services/auth/sessions/end-replaced-session'
import { deviceToken } from '@/lib/services/auth/sessions/known-device'
import type { SignInMethod } from '@/lib/services/auth/sessions/open-session'
import { SESSION_SECONDS } from '@/lib/services/auth/sessions/session-life'
import type { Caller } from '@/lib/services/context'
import type { Resources } from '../resources'
import { cookieOf, nextAuthSecret, sessionCookie } from './auth-cookie'
import { readSessionId } from './session'

const PENDING_SECONDS = 600
const DEVICE_SECONDS = 365 * 86_400

/** After a first factor: gives this browser its session, or redirects it to the second factor. Returns where to go. */
export async function finishSignIn(
  resources: Resources,
  options: { userId: string; method: SignInMethod; caller: Caller; now: Date; next: string | null },
): Promise<string> {
  const { next } = options
  const result = await finishFirstFactor(resources, options)
  if (result.kind === 'signed_in') {
    await giveSession(resources, result)
    return next ?? '/monitors'
  }
  const pending = cookieOf(resources.baseUrl, 'pending')
  const jar = await cookies()
  jar.set(pending.name, result.pendingToken, { ...pending.options, maxAge: PENDING_SECONDS })
  return `/sign-in/second-factor${next ? `?next=${encodeURIComponent(next)}` : ''}`
}

/** Sets the session cookie in this browser, in place of an earlier one; the browser is known from now on. */
export async function giveSession(
  resources: Resources,
  { sessionId, userId }: { sessionId: string; userId: string },
): Promise<void> {
  const { baseUrl, keyring, prisma } = resources
  const jar = await cookies()
  const former = await readSessionId(resources, jar.get(sessionCookie(baseUrl).name)?.value)
  if (former !== null && former !== sessionId) await endReplacedSession(prisma, { sessionId: former, now: new Date() })
  const token = await encode({ token: { sid: sessionId }, secret: nextAuthSecret(keyring), maxAge: SESSION_SECONDS })
  const session = sessionCookie(baseUrl)
  jar.set(session.name, token, { ...session.options, maxAge: SESSION_SECONDS })
  const device = cookieOf(baseUrl, 'device')
  jar.set(device.name, deviceToken(keyring, userId), { ...device.options, maxAge: DEVICE_SECONDS })
  for (const name of ['pending', 'mail'] as const)
    jar.delete({ name: cookieOf(baseUrl, name).name, path: '/', secure: session.options.secure })
}
