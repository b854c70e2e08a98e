import { inWorkspace, type ServiceContext } from '../context'

/** Whether the workspace has this monitor, undeleted. */
export async function hasMonitor(ctx: ServiceContext, monitorId: string): Promise<boolean> {
  const where = { workspaceId: ctx.workspaceId, id: monitorId, deletedAt: null }
  return (await inWorkspace(ctx, (tx) => tx.monitor.count({ where }))) > 0
}
