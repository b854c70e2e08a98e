import type { Metadata } from 'next'
import { Page, PageHead } from '@/components/shell/page'
import { Panel } from '@/components/ui/panel'
import { NewWorkspace } from '@/components/workspaces/new-workspace'
import { PurgedWorkspaces } from '@/components/workspaces/purged-workspaces'
import { WorkspaceTable } from '@/components/workspaces/workspace-table'
import { toPublicId } from '@/lib/contract/ids'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { getResources } from '@/lib/http/resources'
import { listPurgedWorkspaces } from '@/lib/services/auth/list-purged-workspaces'
import { listWorkspacesOf } from '@/lib/services/auth/list-workspaces-of'
import { createWorkspaceAction, leaveWorkspaceAction } from './actions'

export const access = 'known' satisfies Access
export const metadata: Metadata = { title: 'Your workspaces' }

export default async function WorkspacesPage() {
  const { workspaceId, person } = await getPageContext()
  const { prisma } = getResources()
  const [mine, purged] = await Promise.all([
    listWorkspacesOf(prisma, person.id),
    listPurgedWorkspaces(prisma, person.id),
  ])
  const rows = mine.map(({ id, name, role, deleteAfter }) => ({
    id: toPublicId('wsp', id),
    name,
    role,
    deleteAfter: deleteAfter?.toISOString() ?? null,
    isCurrent: id === workspaceId,
  }))
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Your workspaces' }]}>
      <PageHead title="Your workspaces" />
      <WorkspaceTable workspaces={rows} leave={leaveWorkspaceAction} />
      <Panel title="New workspace">
        <NewWorkspace create={createWorkspaceAction} />
      </Panel>
      {purged.length > 0 && (
        <Panel title="Deleted workspaces" note="workspaces that you owned">
          <PurgedWorkspaces workspaces={purged} />
        </Panel>
      )}
    </Page>
  )
}
