import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import type { MonitorRef } from '@/lib/contract/monitors'
import type { Page } from '@/lib/contract/paging'
import type { ServiceContext } from '../context'
import { getMonitor } from '../monitors/get-monitor'

/**
 * All keys in use of a monitor; the main key leads.
 * @throws AppError `not_found` when the workspace has no such monitor.
 */
export async function listHeartbeatKeys(ctx: ServiceContext, input: MonitorRef): Promise<Page<HeartbeatKeyView>> {
  const { keys } = await getMonitor(ctx, input)
  return { data: keys, nextCursor: null }
}
