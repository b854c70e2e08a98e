import { type ChangeRoleInput, changeRoleInput } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { judgeMemberChange } from '@/lib/core/access'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import { aboveYou, changeMembers, lastOwner } from './change-members'

/**
 * Gives a member another role, valid from their next request on.
 * @throws AppError `forbidden`, `not_found`, `conflict` when the workspace would have no owner, or
 * `invalid`.
 */
export async function changeRole(ctx: ServiceContext, input: ChangeRoleInput): Promise<void> {
  requirePermission(ctx, 'member.changeRole')
  const { userId, role } = parseInput(changeRoleInput, input)
  const { workspaceId } = ctx
  await changeMembers(ctx, async ({ tx, me, requireStill, require, otherOwners }) => {
    requireStill('member.changeRole')
    const member = require(userId)
    const verdict = judgeMemberChange({ by: me.role, of: member.role, to: role, otherOwners: otherOwners(userId) })
    if (verdict === 'above') throw aboveYou()
    if (verdict === 'last_owner') throw lastOwner('change this role')
    if (member.role === role) return
    await tx.membership.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role } })
    await recordAudit(tx, ctx, {
      action: 'member.roleChanged',
      target: { kind: 'user', id: userId, label: member.email },
      before: { role: member.role },
      after: { role },
    })
  })
}
