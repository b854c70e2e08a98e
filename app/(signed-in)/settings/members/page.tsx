import type { Metadata } from 'next'
import { Invitations } from '@/components/settings/invitations'
import { MemberTable } from '@/components/settings/member-table'
import { RolesHelp } from '@/components/settings/roles-help'
import { Page, PageHead } from '@/components/shell/page'
import { Pager } from '@/components/ui/pager'
import { Panel } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { toPublicId } from '@/lib/contract/ids'
import { cursorIn } from '@/lib/contract/paging'
import { type Access, grantableRoles } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { can } from '@/lib/services/context'
import { listInvitations } from '@/lib/services/invitations/list-invitations'
import { listMembers } from '@/lib/services/members/list-members'
import {
  changeRoleAction,
  inviteAction,
  removeMemberAction,
  resendInvitationAction,
  revokeInvitationAction,
} from './actions'

export const access = 'member.read' satisfies Access
export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const cursor = cursorIn('usr', firstOf((await searchParams).cursor))
  const [members, invitations] = await Promise.all([
    listMembers(ctx, { limit: 100, cursor }),
    can(ctx, 'invitation.read') ? listInvitations(ctx) : null,
  ])
  const { role } = ctx.workspace
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Members' }]}>
      <PageHead title="Members" />
      {invitations && (
        <Panel title="Invitations">
          <Invitations
            invitations={invitations}
            role={role}
            roles={grantableRoles(role)}
            invite={inviteAction}
            resend={resendInvitationAction}
            revoke={revokeInvitationAction}
          />
        </Panel>
      )}
      <Panel title="Members of this workspace">
        <MemberTable
          members={members.data}
          me={{ id: toPublicId('usr', ctx.person.id), role }}
          changeRole={changeRoleAction}
          remove={removeMemberAction}
        />
      </Panel>
      <Pager
        firstHref={cursor ? '/settings/members' : null}
        nextHref={members.nextCursor ? `/settings/members?cursor=${encodeURIComponent(members.nextCursor)}` : null}
      />
      <RolesHelp />
    </Page>
  )
}
