import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { PersonContext } from '@/lib/services/auth/person-context'
import { findPreferences, type Preferences } from '@/lib/services/auth/sessions/find-preferences'
import type { SessionView } from '@/lib/services/auth/sessions/find-session'
import { callerOf } from '../request/caller'
import { getResources } from '../resources'
import { sessionCookie } from './auth-cookie'
import { readSession, readSessionId } from './session'
import { signInHref } from './sign-in-href'

const NO_PREFERENCES: Preferences = { timezone: null, locale: null }

/** The session that opens this page, or runs this action; read once. Null: not signed in. */
export const findPageSession = cache(async (): Promise<SessionView | null> => {
  const jar = await cookies()
  const resources = getResources()
  const { ip, place } = callerOf(await headers())
  const cookie = jar.get(sessionCookie(resources.baseUrl).name)?.value
  return readSession(resources, { cookie, now: new Date(), ip, place })
})

/** The person who is signed in, with or without a workspace. Null: nobody. */
export const findPersonContext = cache(async (): Promise<PersonContext | null> => {
  const session = await findPageSession()
  if (!session) return null
  const { sessionId, provedAt, user: person } = session
  return { ...getResources(), person, sessionId, provedAt, caller: callerOf(await headers()), now: new Date() }
})

/** As `findPersonContext`; redirects to the sign-in page when nobody is signed in. */
export async function getPersonContext(): Promise<PersonContext> {
  return (await findPersonContext()) ?? redirect(signInHref(await headers()))
}

/** How the reader of the page wants times shown; defaults when nobody is signed in, or the database is away. */
export const findViewer = cache(async (): Promise<Preferences> => {
  const jar = await cookies()
  try {
    const resources = getResources()
    const sessionId = await readSessionId(resources, jar.get(sessionCookie(resources.baseUrl).name)?.value)
    return (sessionId && (await findPreferences(resources.prisma, sessionId))) || NO_PREFERENCES
  } catch {
    return NO_PREFERENCES
  }
})
