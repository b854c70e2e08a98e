import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import type { Page } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { requirePermission, type ServiceContext } from '../context'
import { viewMonitor } from '../monitors/view-monitor'

/**
 * All keys in use of a monitor; the main key leads.
 * @throws AppError `forbidden`, or `not_found` when the workspace has no such monitor.
 */
export async function listHeartbeatKeys(ctx: ServiceContext, input: MonitorRef): Promise<Page<HeartbeatKeyView>> {
  requirePermission(ctx, 'heartbeatKey.read')
  const { monitorId } = parseInput(monitorRef, input)
  const { keys } = await viewMonitor(ctx, monitorId)
  return { data: keys, nextCursor: null }
}
