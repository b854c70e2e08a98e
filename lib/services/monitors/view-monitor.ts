import { notFound } from '@/lib/base/errors'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { loadHeartbeatKeys } from '@/lib/db/queries/heartbeat-key-rows'
import { loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import { can, familyScope, type ServiceContext, withWorkspace } from '../context'
import { toKeyView } from '../keys/to-key-view'
import { loadDownReasons } from './load-down-reasons'
import { toMonitorView } from './to-monitor-view'

/**
 * A monitor as the actor may see it, for functions that have already checked the permission.
 * Heartbeat URLs are left out for actors who may not send beats.
 * @throws AppError `not_found` when the workspace has no such monitor, or it is deleted.
 */
export async function viewMonitor(ctx: ServiceContext, monitorId: string): Promise<MonitorView> {
  const [rows, keys, reasons] = await withWorkspace(ctx, async (client) => {
    const [found, keysFound] = await Promise.all([
      loadMonitorRows(client, ctx.workspaceId, { monitorId, reach: familyScope(ctx).family, limit: 1 }),
      loadHeartbeatKeys(client, ctx.workspaceId, [monitorId]),
    ])
    return [found, keysFound, await loadDownReasons(client, ctx.workspaceId, found)] as const
  })
  const row = rows[0]
  if (!row) throw notFound('monitor')
  const shown = can(ctx, 'heartbeatKey.read', row) ? keys : []
  return toMonitorView(
    row,
    shown.map((key) => toKeyView(ctx, key)),
    reasons,
  )
}
