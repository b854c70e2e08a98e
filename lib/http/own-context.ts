import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { SessionView } from '@/lib/services/auth/find-session'
import type { OwnContext } from '@/lib/services/auth/own-context'
import { sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { getResources } from './resources'
import { readSession } from './session'

/** The session that looks at this page, or runs this action; read once. Null: nobody is signed in. */
export const findPageSession = cache(async (): Promise<SessionView | null> => {
  const jar = await cookies()
  const resources = getResources()
  const { ip } = callerOf(await headers())
  const cookie = jar.get(sessionCookie(resources.baseUrl).name)?.value
  return readSession(resources, { cookie, now: new Date(), ip })
})

/** In what someone changes their own account, whichever workspace they are in, or none. Null: nobody is signed in. */
export async function findOwnContext(): Promise<OwnContext | null> {
  const session = await findPageSession()
  if (!session) return null
  const { prisma, pool, keyring, baseUrl } = getResources()
  const { sessionId, provedAt, user } = session
  const caller = callerOf(await headers())
  const who = { userId: user.id, email: user.email, sessionId, provedAt, caller }
  return { ...who, prisma, pool, keyring, baseUrl, now: new Date() }
}

/** As `findOwnContext`; sends whoever is not signed in to the sign-in page. */
export async function getOwnContext(): Promise<OwnContext> {
  return (await findOwnContext()) ?? redirect('/sign-in')
}
