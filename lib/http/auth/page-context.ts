import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { WorkspaceOf } from '@/lib/services/auth/list-workspaces-of'
import type { ServiceContext } from '@/lib/services/context'
import { callerOf } from '../request/caller'
import { getResources } from '../resources'
import { findCurrentWorkspace, needsSecondFactor } from './current-workspace'
import { findPageSession } from './person-context'
import { signInHref } from './sign-in-href'

export interface PageContext extends ServiceContext {
  workspace: WorkspaceOf
  person: { id: string; email: string; name: string }
  sessionId: string
}

type Found = { kind: 'in'; ctx: PageContext } | { kind: 'second_factor_needed' | 'nowhere' | 'out' }

const findContext = cache(async (): Promise<Found> => {
  const resources = getResources()
  const session = await findPageSession()
  if (!session) return { kind: 'out' }
  const now = new Date()
  const workspace = await findCurrentWorkspace(resources, session, now)
  if (!workspace) return { kind: 'nowhere' }
  if (await needsSecondFactor(resources, session, workspace)) return { kind: 'second_factor_needed' }
  const { db, keyring, baseUrl, settings } = resources
  const { sessionId, provedAt, user: person } = session
  const caller = callerOf(await headers())
  const actor = { kind: 'user', userId: person.id, role: workspace.role, label: person.email, provedAt } as const
  const at = { workspaceId: workspace.id, workspace, person, sessionId }
  return { kind: 'in', ctx: { actor, ...at, db, keyring, now, baseUrl, settings, caller } }
})

/** The person who opens this page, or runs this action. Null: not signed in, or no access to a workspace. */
export async function findPageContext(): Promise<PageContext | null> {
  const found = await findContext()
  return found.kind === 'in' ? found.ctx : null
}

const ELSEWHERE = { nowhere: '/no-workspace', second_factor_needed: '/set-up-second-factor' } as const

/**
 * As `findPageContext`; redirects a person who is not signed in to the sign-in page, a person without a workspace to
 * the page that says so, and a person who needs a second factor to the page where they set one up.
 */
export async function getPageContext(): Promise<PageContext> {
  const found = await findContext()
  if (found.kind === 'in') return found.ctx
  redirect(found.kind === 'out' ? signInHref(await headers()) : ELSEWHERE[found.kind])
}
