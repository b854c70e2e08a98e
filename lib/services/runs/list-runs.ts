import { notFound } from '@/lib/base/errors'
import { countCursor, type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { type ListRunsQuery, listRunsQuery, type RunSummary } from '@/lib/contract/runs'
import { loadRuns } from '@/lib/db/queries/run-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { hasMonitor } from '../monitors/has-monitor'
import { loadFigures } from './load-figures'
import { toRunSummary } from './to-run-summary'

/**
 * Runs of a monitor, newest first.
 * @throws AppError `not_found` when the workspace has no such monitor.
 */
export async function listRuns(ctx: ServiceContext, input: ListRunsQuery): Promise<Page<RunSummary>> {
  requirePermission(ctx, 'run.read', familyScope(ctx))
  const { monitorId, limit, cursor } = parseInput(listRunsQuery, input)
  const below = countCursor(cursor)
  const { workspaceId, now } = ctx
  const [rows, figures] = await withWorkspace(ctx, async (client) => {
    const found = await loadRuns(client, workspaceId, {
      monitorId,
      reach: familyScope(ctx).family,
      below,
      limit: limit + 1,
    })
    return [found, await loadFigures(client, { workspaceId, now: now.getTime() }, found)] as const
  })
  if (rows.length === 0 && !(await hasMonitor(ctx, monitorId))) throw notFound('monitor')
  return toPage(rows, {
    limit,
    cursorOf: (row) => String(row.number),
    view: (row) => toRunSummary(row, figures.get(row.id)!, now),
  })
}
