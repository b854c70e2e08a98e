import { notFound } from '@/lib/base/errors'
import { type InvitationRef, invitationRef } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import { changeMembers } from '../members/change-members'
import { requireOpenInvitation } from './open-invitation'

/**
 * Revokes an open invitation: its link no longer works.
 * @throws AppError `forbidden` or `not_found`.
 */
export async function revokeInvitation(ctx: ServiceContext, input: InvitationRef): Promise<void> {
  requirePermission(ctx, 'member.invite')
  const { invitationId: id } = parseInput(invitationRef, input)
  const { workspaceId, now } = ctx
  await changeMembers(ctx, async (members) => {
    const { email, role } = await requireOpenInvitation(members, { workspaceId, id })
    const { count } = await members.tx.invitation.updateMany({
      where: { workspaceId, id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    })
    if (count === 0) throw notFound('invitation')
    await recordAudit(members.tx, ctx, {
      action: 'member.invitationRevoked',
      target: { kind: 'invitation', id, label: email },
      before: { email, role },
    })
  })
}
