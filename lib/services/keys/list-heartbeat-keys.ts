import { notFound } from '@/lib/base/errors'
import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import type { Page } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { hasMade } from '@/lib/db/queries/heartbeat-key-rows'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { viewMonitor } from '../monitors/view-monitor'

/**
 * All keys of a monitor that have not retired; the main key comes first. A provisioning key sees
 * only the keys of monitors that were created by it, or by a key that it replaced.
 * @throws AppError `forbidden`, or `not_found` when the workspace has no such monitor.
 */
export async function listHeartbeatKeys(ctx: ServiceContext, input: MonitorRef): Promise<Page<HeartbeatKeyView>> {
  requirePermission(ctx, 'heartbeatKey.read', familyScope(ctx))
  const { monitorId } = parseInput(monitorRef, input)
  const { actor, workspaceId } = ctx
  if (actor.kind === 'apiKey' && actor.access === 'provision') {
    const { keyId } = actor
    const isOwn = await inWorkspace(ctx, (tx) => hasMade(tx, { workspaceId, keyId, monitorId }))
    if (!isOwn) throw notFound('monitor')
  }
  const { keys } = await viewMonitor(ctx, monitorId)
  return { data: keys, nextCursor: null }
}
