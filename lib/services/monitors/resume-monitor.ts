import type { MonitorView } from '@/lib/contract/monitor-view'
import { type MonitorRef, monitorRef } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { applyResume } from '@/lib/core'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { decideOnMonitor } from './decide-on-monitor'
import { viewMonitor } from './view-monitor'

/**
 * Resumes the monitor from now on. A monitor that is not paused does not change.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function resumeMonitor(ctx: ServiceContext, input: MonitorRef): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.pause', familyScope(ctx))
  const { monitorId } = parseInput(monitorRef, input)
  await decideOnMonitor(ctx, monitorId, async ({ client, snapshot, now }) => {
    const outcome = applyResume(snapshot, now)
    const isChanged = outcome.snapshot.state.status !== snapshot.state.status
    if (isChanged)
      await recordAudit(client, ctx, { action: 'monitor.resumed', target: { kind: 'monitor', id: monitorId } })
    return outcome
  })
  return viewMonitor(ctx, monitorId)
}
