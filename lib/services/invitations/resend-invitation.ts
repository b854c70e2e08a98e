import { notFound } from '@/lib/base/errors'
import { type InvitationRef, invitationRef, type SentInvitation } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import type { MailSettings } from '../mail-settings'
import { changeMembers } from '../members/change-members'
import { countInvitation, mintToken } from './mint-token'
import { requireOpenInvitation } from './open-invitation'
import { sendLink } from './send-link'

/**
 * Sends an open invitation again, with a new link that is valid for seven days; the old link no
 * longer works. The role stays.
 * @throws AppError `forbidden`, `not_found` or `too_many`.
 */
export async function resendInvitation(
  ctx: ServiceContext,
  input: InvitationRef,
  mail: MailSettings | null,
): Promise<SentInvitation> {
  requirePermission(ctx, 'member.invite')
  const { invitationId: id } = parseInput(invitationRef, input)
  const { workspaceId, now } = ctx
  const { token, ...minted } = mintToken(ctx)
  const invitation = await changeMembers(ctx, async (members) => {
    const { tx, me } = members
    const { email, role } = await requireOpenInvitation(members, { workspaceId, id })
    await countInvitation(tx, me.userId, now)
    const { count } = await tx.invitation.updateMany({
      where: { workspaceId, id, acceptedAt: null, revokedAt: null },
      data: { ...minted, mailedAt: mail && now },
    })
    if (count === 0) throw notFound('invitation')
    const row = await tx.invitation.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } })
    await recordAudit(tx, ctx, {
      action: 'member.invitationResent',
      target: { kind: 'invitation', id, label: email },
      after: { email, role, expiresAt: row.expiresAt },
    })
    return { row, token, workspace: await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } }) }
  })
  return sendLink(ctx, invitation, mail)
}
