import { notFound } from '@/lib/base/errors'
import { countCursor, type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { type ListRunsQuery, listRunsQuery, type RunSummary } from '@/lib/contract/runs'
import { loadRuns } from '@/lib/db/queries/run-rows'
import { reachOf, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { hasMonitor } from '../monitors/has-monitor'
import { toRunSummary } from './to-run-summary'

/**
 * Runs of a monitor, newest first.
 * @throws AppError `not_found` when the workspace has no such monitor.
 */
export async function listRuns(ctx: ServiceContext, input: ListRunsQuery): Promise<Page<RunSummary>> {
  requirePermission(ctx, 'run.read', reachOf(ctx))
  const { monitorId, limit, cursor } = parseInput(listRunsQuery, input)
  const below = countCursor(cursor)
  const rows = await withWorkspace(ctx, (client) =>
    loadRuns(client, ctx.workspaceId, { monitorId, reach: reachOf(ctx).family, below, limit: limit + 1 }),
  )
  if (rows.length === 0 && !(await hasMonitor(ctx, monitorId))) throw notFound('monitor')
  return toPage(rows, { limit, cursorOf: (row) => String(row.number), view: (row) => toRunSummary(row, ctx.now) })
}
