import type { ServiceContext } from '../context'

/** Whether the workspace has this monitor, undeleted. */
export async function hasMonitor({ prisma, workspaceId }: ServiceContext, monitorId: string): Promise<boolean> {
  return (await prisma.monitor.count({ where: { workspaceId, id: monitorId, deletedAt: null } })) > 0
}
