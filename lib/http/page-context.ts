import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { WorkspaceOf } from '@/lib/services/auth/list-workspaces-of'
import type { ServiceContext } from '@/lib/services/context'
import { sessionCookie } from './auth-cookie'
import { callerOf } from './caller'
import { findCurrentWorkspace } from './current-workspace'
import { findPagePerson } from './page-person'
import { getResources } from './resources'
import { readSession } from './session'

export interface PageContext extends ServiceContext {
  workspace: WorkspaceOf
  person: { id: string; email: string; name: string }
  sessionId: string
}

/** Who looks at this page, or runs this action. Null: nobody who is signed in and belongs to a workspace. */
export const findPageContext = cache(async (): Promise<PageContext | null> => {
  const jar = await cookies()
  const resources = getResources()
  const now = new Date()
  const cookie = jar.get(sessionCookie(resources.baseUrl).name)?.value
  const session = await readSession(resources, { cookie, now })
  if (!session) return null
  const workspace = await findCurrentWorkspace(resources, session, now)
  if (!workspace) return null
  const { db, keyring, baseUrl } = resources
  const { sessionId, user: person } = session
  const caller = callerOf(await headers())
  const actor = { kind: 'user', userId: session.user.id, role: workspace.role, label: session.user.email } as const
  return { actor, workspaceId: workspace.id, workspace, person, sessionId, db, keyring, now, baseUrl, caller }
})

/** As `findPageContext`; sends whoever is not signed in to the sign-in page, and who belongs nowhere to where that is said. */
export async function getPageContext(): Promise<PageContext> {
  const ctx = await findPageContext()
  if (ctx) return ctx
  return redirect((await findPagePerson()) ? '/no-workspace' : '/sign-in')
}
