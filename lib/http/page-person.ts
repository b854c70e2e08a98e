import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { PersonContext } from '@/lib/services/person-context'
import { sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { getResources } from './resources'
import { readSession } from './session'

/** Who looks at this page, or runs this action, in whatever workspace or in none. Null: nobody who is signed in. */
export const findPagePerson = cache(async (): Promise<PersonContext | null> => {
  const resources = getResources()
  const { db, keyring, baseUrl } = resources
  const now = new Date()
  const cookie = (await cookies()).get(sessionCookie(baseUrl).name)?.value
  const session = await readSession(resources, { cookie, now })
  if (!session) return null
  const { sessionId, user: person } = session
  return { person, sessionId, db, keyring, now, baseUrl, caller: callerOf(await headers()) }
})

/** As `findPagePerson`; sends whoever is not signed in to the sign-in page. */
export async function getPagePerson(): Promise<PersonContext> {
  return (await findPagePerson()) ?? redirect('/sign-in')
}
