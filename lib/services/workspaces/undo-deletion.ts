import { AppError } from '@/lib/base/errors'
import { UNDO_DAYS } from '@/lib/contract/workspaces'
import { retellLatest, unmarkForDeletion } from '@/lib/db/queries/workspace-rows'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'

/**
 * Cancels the deletion of the workspace. The latest change of each monitor in the meantime is sent
 * now.
 * @throws AppError `forbidden`, or `conflict` when no deletion was requested or it is too late.
 */
export async function undoDeletion(ctx: ServiceContext): Promise<void> {
  requirePermission(ctx, 'workspace.delete')
  const { workspaceId } = ctx
  await inWorkspace(ctx, async (tx) => {
    const since = await unmarkForDeletion(tx, { workspaceId, days: UNDO_DAYS })
    if (!since) throw new AppError('conflict', 'This workspace is not being deleted, or it is too late to undo that.')
    await retellLatest(tx, { workspaceId, since })
    const { name } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } })
    await recordAudit(tx, ctx, {
      action: 'workspace.deletionUndone',
      target: { kind: 'workspace', id: workspaceId, label: name },
    })
  })
}
