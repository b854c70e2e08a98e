import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { SignOutButton } from '@/components/sign-in/sign-out-button'
import { NewWorkspace } from '@/components/workspaces/new-workspace'
import type { Access } from '@/lib/core/access'
import { findPageContext } from '@/lib/http/auth/page-context'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { createWorkspaceAction } from '../(signed-in)/settings/workspaces/actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'No workspace' }

export default async function NoWorkspacePage() {
  const { person } = await getPersonContext()
  if (await findPageContext()) redirect('/monitors')
  return (
    <SignInCard title="You have no workspace">
      <p>
        {person.email} is signed in, but is not a member of a workspace. Open an invitation that you got, ask an owner
        for one, or create a workspace.
      </p>
      <NewWorkspace create={createWorkspaceAction} />
      <SignOutButton />
    </SignInCard>
  )
}
