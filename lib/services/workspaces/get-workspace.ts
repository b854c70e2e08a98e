import { notFound } from '@/lib/base/errors'
import type { WorkspaceView } from '@/lib/contract/workspaces'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toWorkspaceView } from './to-workspace-view'

/** The present workspace. @throws AppError `forbidden` */
export async function getWorkspace(ctx: ServiceContext): Promise<WorkspaceView> {
  requirePermission(ctx, 'workspace.read')
  const row = await inWorkspace(ctx, (tx) => tx.workspace.findUnique({ where: { id: ctx.workspaceId } }))
  if (!row) throw notFound('workspace')
  return toWorkspaceView(row)
}
