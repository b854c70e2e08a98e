import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { listWorkspacesOf, type WorkspaceOf } from '@/lib/services/auth/list-workspaces-of'
import type { ServiceContext } from '@/lib/services/context'
import { sessionCookie } from './auth-cookie'
import { getResources } from './resources'
import { readSession } from './session'

export interface PageContext extends ServiceContext {
  workspace: WorkspaceOf
  person: { id: string; email: string; name: string }
}

/** Who looks at this page, or runs this action. Null: nobody who is signed in and belongs to a workspace. */
export const findPageContext = cache(async (): Promise<PageContext | null> => {
  const jar = await cookies()
  const resources = getResources()
  const now = new Date()
  const cookie = jar.get(sessionCookie(resources.baseUrl).name)?.value
  const session = await readSession(resources, { cookie, now })
  if (!session) return null
  const [workspace] = await listWorkspacesOf(resources.prisma, session.user.id)
  if (!workspace) return null
  const { prisma, pool, keyring, baseUrl } = resources
  const actor = { kind: 'user', userId: session.user.id, role: workspace.role, label: session.user.email } as const
  return { actor, workspaceId: workspace.id, workspace, person: session.user, prisma, pool, keyring, now, baseUrl }
})

/** As `findPageContext`; sends whoever is not signed in to the sign-in page. */
export async function getPageContext(): Promise<PageContext> {
  return (await findPageContext()) ?? redirect('/sign-in')
}
