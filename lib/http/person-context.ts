import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { PersonContext } from '@/lib/services/auth/person-context'
import { sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { getResources } from './resources'
import { readSession } from './session'

/** Who is signed in, whether or not they belong to a workspace. Null: nobody. */
export const findPersonContext = cache(async (): Promise<PersonContext | null> => {
  const jar = await cookies()
  const resources = getResources()
  const now = new Date()
  const session = await readSession(resources, { cookie: jar.get(sessionCookie(resources.baseUrl).name)?.value, now })
  if (!session) return null
  const { sessionId, user: person } = session
  return { ...resources, person, sessionId, caller: callerOf(await headers()), now }
})

/** As `findPersonContext`; sends whoever is not signed in to the sign-in page. */
export async function getPersonContext(): Promise<PersonContext> {
  return (await findPersonContext()) ?? redirect('/sign-in')
}
