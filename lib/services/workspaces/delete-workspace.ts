import { AppError, notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { deleteWorkspaceInput, UNDO_DAYS } from '@/lib/contract/workspaces'
import { markForDeletion } from '@/lib/db/queries/workspace-rows'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'

/**
 * Requests the deletion of the workspace. An owner can undo it for seven days. Until then beats are
 * recorded, but no alerts are sent. Returns when it will be deleted.
 * @throws AppError `forbidden`, `conflict`, or `invalid` at `name` when it is not the name of the
 * workspace.
 */
export async function deleteWorkspace(ctx: ServiceContext, input: { name: string }): Promise<{ deleteAfter: string }> {
  requirePermission(ctx, 'workspace.delete')
  const { name: typed } = parseInput(deleteWorkspaceInput, input)
  const { workspaceId, actor } = ctx
  return inWorkspace(ctx, async (tx) => {
    const workspace = await tx.workspace.findUnique({ where: { id: workspaceId } })
    if (!workspace) throw notFound('workspace')
    if (typed.trim() !== workspace.name.trim()) {
      throw new AppError('invalid', 'This is not the name of the workspace. Type it as it is written.', 'name')
    }
    const by = actor.kind === 'user' ? actor.userId : actor.keyId
    const at = await markForDeletion(tx, { workspaceId, by, days: UNDO_DAYS })
    if (!at) throw new AppError('conflict', 'This workspace is being deleted already.')
    const target = { kind: 'workspace', id: workspaceId, label: workspace.name } as const
    await recordAudit(tx, ctx, { action: 'workspace.deletionRequested', target, after: { deleteAfter: iso(at) } })
    return { deleteAfter: iso(at) }
  })
}
