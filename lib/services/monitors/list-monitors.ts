import { z } from 'zod'
import { toPublicId } from '@/lib/contract/ids'
import type { MonitorListEntry } from '@/lib/contract/monitor-view'
import { type ListMonitorsQuery, listMonitorsQuery } from '@/lib/contract/monitors'
import { type Page, pageQueryBy, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { loadHeartbeatKeys } from '@/lib/db/queries/heartbeat-key-rows'
import { loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import { loadLatestRuns } from '@/lib/db/queries/run-rows'
import { can, familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { groupBy } from '../group-by'
import { toKeyView } from '../keys/to-key-view'
import { loadFigures } from '../runs/load-figures'
import { toRunSummary } from '../runs/to-run-summary'
import { loadDownReasons } from './load-down-reasons'
import { toMonitorView } from './to-monitor-view'

/**
 * Monitors of the workspace, oldest first or by attention, each with its newest run. The number of
 * queries does not depend on the length of the page.
 */
export async function listMonitors(
  ctx: ServiceContext,
  input: ListMonitorsQuery = {},
): Promise<Page<MonitorListEntry>> {
  requirePermission(ctx, 'monitor.read', familyScope(ctx))
  const { query, status, family, tag: tags, order, limit, cursor } = parseInput(listMonitorsQuery, input)
  parseInput(CURSORS[order ?? 'created'], { cursor: input.cursor })
  const { workspaceId, now } = ctx
  const reach = familyScope(ctx).family
  const after = order === 'attention' ? attentionCursor(cursor) : { afterId: cursor }
  const filter = { query, shown: status, family, tags, reach, ...after, limit: limit + 1 }
  const [rows, keys, runs, figures, reasons] = await withWorkspace(ctx, async (client) => {
    const found = await loadMonitorRows(client, workspaceId, filter)
    const ids = found.map((row) => row.id)
    const [keysFound, runsFound] = await Promise.all([
      loadHeartbeatKeys(client, workspaceId, ids),
      loadLatestRuns(client, workspaceId, ids),
    ])
    const [figuresFound, reasonsFound] = await Promise.all([
      loadFigures(client, { workspaceId, now: now.getTime() }, runsFound),
      loadDownReasons(client, workspaceId, found),
    ])
    return [found, keysFound, runsFound, figuresFound, reasonsFound] as const
  })
  const keysOf = groupBy(keys, (key) => key.monitorId)
  const runOf = new Map(runs.map((run) => [run.monitorId, run]))
  return toPage(rows, {
    limit,
    cursorOf: (row) => (order === 'attention' ? `${row.rank}.${toPublicId('mon', row.id)}` : toPublicId('mon', row.id)),
    view: (row) => {
      const run = runOf.get(row.id)
      const monitor = toMonitorView(
        row,
        can(ctx, 'heartbeatKey.read', row) ? (keysOf.get(row.id) ?? []).map((key) => toKeyView(ctx, key)) : [],
        reasons,
      )
      return { ...monitor, latestRun: run ? toRunSummary(run, figures.get(run.id)!, now) : null }
    },
  })
}

/** A cursor is valid only for the order that it came from. */
const CURSORS = {
  created: z.object({ cursor: pageQueryBy('mon').cursor }),
  attention: z.object({ cursor: pageQueryBy('ranked').cursor }),
}

/**
 * The position in a list by attention: rank and id of the last monitor. A monitor whose rank
 * changed may be listed twice.
 */
function attentionCursor(cursor: string | undefined) {
  if (cursor === undefined) return { byAttention: true }
  return { byAttention: true, afterRank: Number(cursor[0]), afterId: cursor.slice(2) }
}
