import { notFound } from '@/lib/base/errors'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { type ListPartsQuery, listPartsQuery, type PartView } from '@/lib/contract/runs'
import { loadRun, loadRunParts } from '@/lib/db/queries/run-rows'
import { reachOf, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { partCursor, readPartCursor } from './part-cursor'
import { toPartView } from './to-part-views'

/**
 * Steps and shards of a run in the order in which they appeared, however many they are.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function listParts(ctx: ServiceContext, input: ListPartsQuery): Promise<Page<PartView>> {
  requirePermission(ctx, 'run.read', reachOf(ctx))
  const { runId, limit, cursor, state = null } = parseInput(listPartsQuery, input)
  const after = readPartCursor(cursor)
  const { workspaceId, now } = ctx
  const [run, rows] = await withWorkspace(ctx, async (client) => {
    const found = await loadRun(client, workspaceId, { runId, reach: reachOf(ctx).family })
    if (!found) throw notFound('run')
    return [found, await loadRunParts(client, workspaceId, runId, { after, limit: limit + 1, state })] as const
  })
  return toPage(rows, {
    limit,
    cursorOf: partCursor,
    view: (row) => ({
      step: row.step || null,
      shard: row.shard || null,
      ...toPartView(row, { endedAt: run.endedAt, now }),
      shardsExpected: row.shardsExpected,
    }),
  })
}
