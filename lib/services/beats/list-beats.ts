import { notFound } from '@/lib/base/errors'
import { toPublicIdOrNull } from '@/lib/contract/ids'
import { countCursor, type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { type ListBeatsQuery, listBeatsQuery, type RecordedBeatView } from '@/lib/contract/recorded-beats'
import { type BeatRow, loadBeats, type RunSpan } from '@/lib/db/queries/beat-rows'
import { loadRun } from '@/lib/db/queries/run-rows'
import { type SqlClient, sqlIn } from '@/lib/db/queries/sql-in'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { hasMonitorIn } from '../monitors/has-monitor'
import { spanOf } from '../runs/span-of'

/**
 * Recorded beats of a monitor, or of one of its runs, newest first.
 * @throws AppError `not_found` when the workspace has no such monitor or run.
 */
export async function listBeats(ctx: ServiceContext, input: ListBeatsQuery): Promise<Page<RecordedBeatView>> {
  requirePermission(ctx, 'run.read', familyScope(ctx))
  const { monitorId, runId, limit, cursor } = parseInput(listBeatsQuery, input)
  const { workspaceId } = ctx
  const rows = await inWorkspace(ctx, async (tx) => {
    if (!(await hasMonitorIn(tx, ctx, monitorId))) throw notFound('monitor')
    const sql = sqlIn(tx)
    const span = runId === undefined ? null : await requireSpan(sql, { workspaceId, monitorId, runId })
    const page = { below: countCursor(cursor), limit: limit + 1, span }
    return loadBeats(sql, { workspaceId, monitorId }, page)
  })
  return toPage(rows, { limit, cursorOf: (row) => String(row.seq), view: toBeatView })
}

async function requireSpan(
  sql: SqlClient,
  { workspaceId, monitorId, runId }: { workspaceId: string; monitorId: string; runId: string },
): Promise<RunSpan> {
  const run = await loadRun(sql, workspaceId, { runId, reach: null })
  if (run?.monitorId !== monitorId) throw notFound('run')
  return spanOf(run)
}

function toBeatView(row: BeatRow): RecordedBeatView {
  return {
    ...row,
    runId: toPublicIdOrNull('run', row.runId),
    receivedAt: iso(row.receivedAt),
    signal: row.signal as RecordedBeatView['signal'],
  }
}
