import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import { type IncidentView, type ListIncidentsQuery, listIncidentsQuery } from '@/lib/contract/incidents'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { loadReasons, reasonOf } from '@/lib/db/queries/reasons'
import { sqlIn } from '@/lib/db/queries/sql-in'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso, isoOrNull, secondsBetween } from '../instants'
import { familyFilter } from '../monitors/has-monitor'
import { awayOf } from '../outages/away-of'

/**
 * Incidents of the workspace, or of one monitor, newest first. `open` true: only open ones; false:
 * only closed ones.
 */
export async function listIncidents(ctx: ServiceContext, input: ListIncidentsQuery = {}): Promise<Page<IncidentView>> {
  requirePermission(ctx, 'incident.read', familyScope(ctx))
  const { monitorId, open, limit, cursor } = parseInput(listIncidentsQuery, input)
  const { workspaceId, now } = ctx
  const [rows, reasons] = await inWorkspace(ctx, async (tx) => {
    const found = await tx.incident.findMany({
      where: {
        workspaceId,
        monitorId,
        id: { lt: cursor },
        monitor: familyFilter(ctx),
        ...(open === undefined ? {} : { closedAt: open ? null : { not: null } }),
      },
      include: { monitor: { select: { name: true, runbook: true } } },
      orderBy: { id: 'desc' },
      take: limit + 1,
    })
    const refs = found.flatMap(({ runId, part }) => (runId ? [{ workspaceId, runId, part }] : []))
    return [found, await loadReasons(sqlIn(tx), refs)] as const
  })
  return toPage(rows, {
    limit,
    cursorOf: (row) => toPublicId('inc', row.id),
    view: (row) => ({
      id: toPublicId('inc', row.id),
      monitorId: toPublicId('mon', row.monitorId),
      monitorName: row.monitor.name,
      runbook: row.monitor.runbook,
      openedAt: iso(row.openedAt),
      closedAt: isoOrNull(row.closedAt),
      durationSeconds: secondsBetween(row.openedAt, row.closedAt ?? now),
      reason: row.reason,
      runId: toPublicIdOrNull('run', row.runId),
      runNumber: reasonOf(reasons, row)?.number ?? null,
      part: row.part,
      message: reasonOf(reasons, row)?.message ?? null,
      away: awayOf(row),
    }),
  })
}
