import { leavesAnOwner } from '@/lib/core/access'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import { changeMembers, lastOwner } from '../members/change-members'

/**
 * Ends the person's own membership.
 * @throws AppError `forbidden`, or `conflict` when the workspace would have no owner.
 */
export async function leaveWorkspace(ctx: ServiceContext): Promise<void> {
  requirePermission(ctx, 'workspace.leave')
  const { workspaceId } = ctx
  await changeMembers(ctx, async ({ tx, me, otherOwners }) => {
    const { userId, role } = me
    if (!leavesAnOwner({ of: role, to: null, otherOwners: otherOwners(userId) })) throw lastOwner('leave')
    await tx.membership.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
    await recordAudit(tx, ctx, {
      action: 'member.left',
      target: { kind: 'user', id: userId, label: me.email },
      before: { role },
    })
  })
}
