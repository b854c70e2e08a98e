import { notFound } from '@/lib/base/errors'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { markMonitorDeleted } from '@/lib/db/queries/change-monitor'
import { lockMonitor } from '@/lib/db/queries/lock-monitor'
import { withTransaction } from '@/lib/db/transaction'
import { requirePermission, type ServiceContext } from '../context'

/**
 * Takes a monitor away: its keys answer 410 from now on, and what is pending about it is not sent.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function deleteMonitor(ctx: ServiceContext, input: MonitorRef): Promise<void> {
  requirePermission(ctx, 'monitor.delete')
  const { monitorId } = parseInput(monitorRef, input)
  const key = { workspaceId: ctx.workspaceId, monitorId }
  await withTransaction(ctx.pool, async (client) => {
    if (!(await lockMonitor(client, key))) throw notFound('monitor')
    await markMonitorDeleted(client, key)
  })
}
