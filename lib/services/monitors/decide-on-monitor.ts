import type { PoolClient } from 'pg'
import { notFound } from '@/lib/base/errors'
import type { MonitorSnapshot, Outcome } from '@/lib/core'
import { loadOpenRuns, loadParts, saveDecisions } from '@/lib/db/monitor-state'
import { type LockedMonitor, lockMonitor } from '@/lib/db/queries/lock-monitor'
import { familyScope, type ServiceContext, withWorkspace } from '../context'

/**
 * Locks a monitor, calls `decide` and saves the outcome, all in one transaction.
 * @throws AppError `not_found` when the workspace has no such monitor, or it is deleted, or outside
 * the actor's scope.
 */
export async function decideOnMonitor(
  ctx: ServiceContext,
  monitorId: string,
  decide: (locked: LockedMonitor & { snapshot: MonitorSnapshot; client: PoolClient }) => Promise<Outcome> | Outcome,
): Promise<void> {
  const { workspaceId } = ctx
  await withWorkspace(ctx, async (client) => {
    const locked = await lockMonitor(client, { workspaceId, monitorId, reach: familyScope(ctx).family })
    if (!locked) throw notFound('monitor')
    const runs = (await loadOpenRuns(client, [{ workspaceId, monitorId }])).get(monitorId) ?? []
    const refs = runs.map((run) => ({ workspaceId, runId: run.id }))
    const parts = refs.length > 0 ? [...(await loadParts(client, refs)).values()].flat() : []
    const before: MonitorSnapshot = { config: locked.config, state: locked.state, runs, parts }
    const outcome = await decide({ ...locked, snapshot: before, client })
    await saveDecisions(client, [{ workspaceId, monitorId, version: null, runCount: locked.runCount, before, outcome }])
  })
}
