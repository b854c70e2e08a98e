import { AppError } from '@/lib/base/errors'
import { type MemberRef, memberRef } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { requirePermission, type ServiceContext } from '../context'
import { changeMembers } from '../members/change-members'

/**
 * Makes another member an owner and the present owner an admin.
 * @throws AppError `forbidden`, `not_found`, or `conflict`: to oneself.
 */
export async function transferWorkspace(ctx: ServiceContext, input: MemberRef): Promise<void> {
  requirePermission(ctx, 'workspace.transfer')
  const { userId } = parseInput(memberRef, input)
  const { workspaceId } = ctx
  await changeMembers(ctx, async ({ tx, me, requireStill, require }) => {
    requireStill('workspace.transfer')
    const heir = require(userId)
    if (heir.userId === me.userId)
      throw new AppError('conflict', 'You own this workspace already. Choose another person.')
    const giveRole = (to: string, role: string) =>
      tx.membership.update({ where: { workspaceId_userId: { workspaceId, userId: to } }, data: { role } })
    await giveRole(heir.userId, 'owner')
    await giveRole(me.userId, 'admin')
    await recordAudit(tx, ctx, {
      action: 'workspace.transferred',
      target: { kind: 'user', id: heir.userId, label: heir.email },
      before: { [me.email]: 'owner', [heir.email]: heir.role },
      after: { [me.email]: 'admin', [heir.email]: 'owner' },
    })
  })
}
