import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { familyScope, inWorkspace, type ServiceContext } from '../context'

/** Whether the workspace has this monitor, not deleted and within the actor's scope. */
export async function hasMonitor(ctx: ServiceContext, monitorId: string): Promise<boolean> {
  return inWorkspace(ctx, (tx) => hasMonitorIn(tx, ctx, monitorId))
}

/** The same, in a transaction that is open. */
export async function hasMonitorIn(tx: WorkspaceTx, ctx: ServiceContext, monitorId: string): Promise<boolean> {
  const where = { workspaceId: ctx.workspaceId, id: monitorId, deletedAt: null, ...familyFilter(ctx) }
  return (await tx.monitor.count({ where })) > 0
}

/** A Prisma filter: the monitors within the actor's scope. */
export function familyFilter(ctx: ServiceContext): { family?: string } {
  const { family } = familyScope(ctx)
  return family === null ? {} : { family }
}
