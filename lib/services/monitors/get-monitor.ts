import type { MonitorView } from '@/lib/contract/monitor-view'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { viewMonitor } from './view-monitor'

/** @throws AppError `forbidden`, or `not_found` when the workspace has no such monitor, or it is deleted. */
export async function getMonitor(ctx: ServiceContext, input: MonitorRef): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.read', familyScope(ctx))
  const { monitorId } = parseInput(monitorRef, input)
  return viewMonitor(ctx, monitorId)
}
