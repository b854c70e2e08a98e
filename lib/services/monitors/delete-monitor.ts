import { notFound } from '@/lib/base/errors'
import { toPublicId } from '@/lib/contract/ids'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { markMonitorDeleted } from '@/lib/db/queries/change-monitor'
import { lockMonitor } from '@/lib/db/queries/lock-monitor'
import { loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { showSettings } from './show-settings'

/**
 * Deletes a monitor: its keys answer 410 from now on, and its pending deliveries are not sent.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function deleteMonitor(ctx: ServiceContext, input: MonitorRef): Promise<void> {
  requirePermission(ctx, 'monitor.delete', familyScope(ctx))
  const { monitorId } = parseInput(monitorRef, input)
  const key = { workspaceId: ctx.workspaceId, monitorId }
  await withWorkspace(ctx, async (client) => {
    if (!(await lockMonitor(client, { ...key, reach: familyScope(ctx).family }))) throw notFound('monitor')
    const [row] = await loadMonitorRows(client, ctx.workspaceId, { monitorId, limit: 1 })
    await markMonitorDeleted(client, key)
    await recordAudit(client, ctx, {
      action: 'monitor.deleted',
      target: { kind: 'monitor', id: monitorId, label: row?.name ?? toPublicId('mon', monitorId) },
      before: row ? showSettings(row) : null,
    })
  })
}
