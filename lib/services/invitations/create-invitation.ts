import { AppError } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { type CreateInvitationInput, createInvitationInput, type SentInvitation } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { canGrant } from '@/lib/core/access'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import type { MailSettings } from '../mail-settings'
import { aboveYou, changeMembers } from '../members/change-members'
import { requireQuota } from '../quotas/require-quota'
import { countInvitation, mintToken } from './mint-token'
import { sendLink } from './send-link'

/**
 * Invites an address into the workspace, for seven days, with a role that is fixed now. An open
 * invitation for the same address is revoked.
 * @throws AppError `forbidden`, `conflict`: a member already, `too_many`, `quota`, or `invalid`
 * with the field.
 */
export async function createInvitation(
  ctx: ServiceContext,
  input: CreateInvitationInput,
  mail: MailSettings | null,
): Promise<SentInvitation> {
  requirePermission(ctx, 'member.invite')
  const { email, role } = parseInput(createInvitationInput, input)
  const { workspaceId, now } = ctx
  const { token, ...minted } = mintToken(ctx)
  const invitation = await changeMembers(ctx, async ({ tx, me }) => {
    if (!canGrant({ by: me.role, role })) throw aboveYou()
    const isMember = await tx.membership.findFirst({ where: { workspaceId, user: { email } } })
    if (isMember) throw new AppError('conflict', `${email} belongs to this workspace already.`, 'email')
    await countInvitation(tx, me.userId, now)
    const open = { workspaceId, acceptedAt: null, revokedAt: null }
    await tx.invitation.updateMany({ where: { ...open, email }, data: { revokedAt: now } })
    const reserved = await tx.invitation.count({ where: { ...open, expiresAt: { gt: now } } })
    await requireQuota(tx, ctx, { what: 'members', reserved })
    const row = await tx.invitation.create({
      data: {
        ...{ workspaceId, id: newId(), email, role, ...minted },
        ...{ invitedBy: me.userId, invitedByLabel: me.email, createdAt: now },
        mailedAt: mail && now,
      },
    })
    await recordAudit(tx, ctx, {
      action: 'member.invited',
      target: { kind: 'invitation', id: row.id, label: email },
      after: { email, role, expiresAt: row.expiresAt },
    })
    return { row, token, workspace: await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } }) }
  })
  return sendLink(ctx, invitation, mail)
}
