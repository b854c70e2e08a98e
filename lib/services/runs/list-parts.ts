import { notFound } from '@/lib/base/errors'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { type ListPartsQuery, listPartsQuery, type PartView } from '@/lib/contract/runs'
import { loadRun, loadRunParts } from '@/lib/db/queries/run-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { loadFigures } from './load-figures'
import { partCursor, readPartCursor } from './part-cursor'
import { toPartView } from './to-part-views'
import { toRunSummary } from './to-run-summary'

/**
 * Steps and shards of a run in the order in which they appeared, page by page.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function listParts(ctx: ServiceContext, input: ListPartsQuery): Promise<Page<PartView>> {
  requirePermission(ctx, 'run.read', familyScope(ctx))
  const { runId, limit, cursor, state = null } = parseInput(listPartsQuery, input)
  const after = readPartCursor(cursor)
  const { workspaceId, now } = ctx
  const [run, rows, figures] = await withWorkspace(ctx, async (client) => {
    const found = await loadRun(client, workspaceId, { runId, reach: familyScope(ctx).family })
    if (!found) throw notFound('run')
    const [rowsFound, figuresFound] = await Promise.all([
      loadRunParts(client, workspaceId, runId, { after, limit: limit + 1, state }),
      loadFigures(client, { workspaceId, now: now.getTime() }, [found]),
    ])
    return [found, rowsFound, figuresFound.get(found.id) ?? { tallies: [], hour: null }] as const
  })
  const { tallies, hour } = figures
  const { shown } = toRunSummary(run, { tallies, hour, medianSeconds: run.medianSeconds }, now)
  const { attempt, endedAt } = run
  return toPage(rows, {
    limit,
    cursorOf: partCursor,
    view: (row) => ({
      step: row.step || null,
      shard: row.shard || null,
      ...toPartView(row, { attempt, shown, endedAt, tallies, now }),
      shardsExpected: row.shardsExpected,
    }),
  })
}
