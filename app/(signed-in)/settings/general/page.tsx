import type { Metadata } from 'next'
import { DangerZone } from '@/components/settings/danger-zone'
import { GeneralForm } from '@/components/settings/general-form'
import { Page, PageHead } from '@/components/shell/page'
import { Empty, Panel } from '@/components/ui/panel'
import { toPublicId } from '@/lib/contract/ids'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listChannels } from '@/lib/services/channels/list-channels'
import { can } from '@/lib/services/context'
import { listMembers } from '@/lib/services/members/list-members'
import { getWorkspace } from '@/lib/services/workspaces/get-workspace'
import { deleteWorkspaceAction, transferWorkspaceAction, updateWorkspaceAction } from './actions'

export const access = 'workspace.settings' satisfies Access
export const metadata: Metadata = { title: 'General settings' }

const PATH = [{ label: 'Settings', href: '/settings' }, { label: 'General' }]

export default async function GeneralPage() {
  const ctx = await getPageContext()
  if (!can(ctx, access)) {
    return (
      <Page path={PATH}>
        <Empty title="This is for owners and admins">
          <p>They name the workspace and change its settings. Ask one of them.</p>
        </Empty>
      </Page>
    )
  }
  const isOwner = can(ctx, 'workspace.delete')
  const [workspace, channels, members] = await Promise.all([
    getWorkspace(ctx),
    listChannels(ctx, { limit: 200 }),
    isOwner ? listMembers(ctx, { limit: 200 }) : null,
  ])
  return (
    <Page path={PATH}>
      <PageHead title="General" />
      <GeneralForm
        workspace={workspace}
        channels={channels.data.map(({ id, name, kind }) => ({ id, name, kind }))}
        save={updateWorkspaceAction}
      />
      {members && (
        <Panel title="For owners">
          <DangerZone
            workspace={workspace}
            heirs={members.data.filter(({ userId }) => userId !== toPublicId('usr', ctx.person.id))}
            transfer={transferWorkspaceAction}
            remove={deleteWorkspaceAction}
          />
        </Panel>
      )}
    </Page>
  )
}
