import { notFound } from '@/lib/base/errors'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { loadHeartbeatKeys, loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import type { ServiceContext } from '../context'
import { toKeyView } from '../keys/to-key-view'
import { toMonitorView } from './to-monitor-view'

/** @throws AppError `not_found` when the workspace has no such monitor, or it is deleted. */
export async function getMonitor(ctx: ServiceContext, input: MonitorRef): Promise<MonitorView> {
  const { monitorId } = parseInput(monitorRef, input)
  const [rows, keys] = await Promise.all([
    loadMonitorRows(ctx.pool, ctx.workspaceId, { monitorId, limit: 1 }),
    loadHeartbeatKeys(ctx.pool, ctx.workspaceId, [monitorId]),
  ])
  if (!rows[0]) throw notFound('monitor')
  return toMonitorView(
    rows[0],
    keys.map((key) => toKeyView(ctx, key)),
  )
}
