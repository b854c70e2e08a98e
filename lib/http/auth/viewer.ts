import { cookies } from 'next/headers'
import { cache } from 'react'
import { findPreferences, type Preferences } from '@/lib/services/auth/sessions/find-preferences'
import { getResources } from '../resources'
import { sessionCookie } from './auth-cookie'
import { readSessionId } from './session'

const NONE: Preferences = { timezone: null, locale: null }

/** How the reader of the page wants times shown; defaults when nobody is signed in, or the database is away. */
export const findViewer = cache(async (): Promise<Preferences> => {
  const jar = await cookies()
  try {
    const resources = getResources()
    const sessionId = await readSessionId(resources, jar.get(sessionCookie(resources.baseUrl).name)?.value)
    return (sessionId && (await findPreferences(resources.prisma, sessionId))) || NONE
  } catch {
    return NONE
  }
})
