import type { MonitorView } from '@/lib/contract/monitor-view'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { applyPause } from '@/lib/core'
import { closeNotified } from '@/lib/db/sender/close-notified'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { decideOnMonitor } from './decide-on-monitor'
import { viewMonitor } from './view-monitor'

/**
 * Pauses the monitor; beats are still recorded. A paused monitor does not change.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function pauseMonitor(ctx: ServiceContext, input: MonitorRef): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.pause', familyScope(ctx))
  const { monitorId } = parseInput(monitorRef, input)
  await decideOnMonitor(ctx, monitorId, async ({ client, snapshot, now }) => {
    const outcome = applyPause(snapshot, now)
    const isChanged = outcome.snapshot.state.status !== snapshot.state.status
    if (isChanged) {
      await closeNotified(client, { workspaceId: ctx.workspaceId, monitorId, reason: 'paused' })
      await recordAudit(client, ctx, { action: 'monitor.paused', target: { kind: 'monitor', id: monitorId } })
    }
    return outcome
  })
  return viewMonitor(ctx, monitorId)
}
