import { Time } from '@/components/time/time'
import type { Role } from '@/lib/core/access'

interface Props {
  workspaceName: string
  email: string
  role: Role
  invitedBy: string
  expiresAt: string
}

/** The content of an invitation. */
export function InvitationOffer({ workspaceName, email, role, invitedBy, expiresAt }: Props) {
  return (
    <>
      <p style={{ overflowWrap: 'anywhere' }}>
        {invitedBy} invites {email} to the workspace{' '}
        <strong>
          <bdi>{workspaceName}</bdi>
        </strong>
        , as {/^[aeiou]/.test(role) ? 'an' : 'a'} {role}.
      </p>
      <p className="caption">
        It works once, until <Time at={expiresAt} />.
      </p>
    </>
  )
}
