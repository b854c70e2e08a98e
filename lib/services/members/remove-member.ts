import { AppError } from '@/lib/base/errors'
import { type MemberRef, memberRef } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { judgeMemberChange } from '@/lib/core/access'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import { aboveYou, changeMembers, lastOwner } from './change-members'

/**
 * Removes a member from the workspace: they have no access from their next request on.
 * @throws AppError `forbidden`, `not_found`, or `conflict` for oneself: use leaveWorkspace instead.
 */
export async function removeMember(ctx: ServiceContext, input: MemberRef): Promise<void> {
  requirePermission(ctx, 'member.remove')
  const { userId } = parseInput(memberRef, input)
  const { workspaceId } = ctx
  await changeMembers(ctx, async ({ tx, me, requireStill, require, otherOwners }) => {
    requireStill('member.remove')
    const member = require(userId)
    if (userId === me.userId) throw new AppError('conflict', 'Leave the workspace instead, under “Your workspaces”.')
    const verdict = judgeMemberChange({ by: me.role, of: member.role, to: null, otherOwners: otherOwners(userId) })
    if (verdict === 'above') throw aboveYou()
    if (verdict === 'last_owner') throw lastOwner('remove this one')
    await tx.membership.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
    await recordAudit(tx, ctx, {
      action: 'member.removed',
      target: { kind: 'user', id: userId, label: member.email },
      before: { role: member.role },
    })
  })
}
