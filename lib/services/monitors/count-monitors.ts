import { type ListMonitorsQuery, listMonitorsQuery, type MonitorFilterName } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { countMonitors as countRows } from '@/lib/db/queries/monitor-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'

export type MonitorCounts = Partial<Record<MonitorFilterName, number>>

/**
 * How many monitors of the workspace there are of each kind that a list can filter by, with the
 * same search and family.
 */
export async function countMonitors(
  ctx: ServiceContext,
  input: Pick<ListMonitorsQuery, 'query' | 'family' | 'tag'> = {},
): Promise<MonitorCounts> {
  requirePermission(ctx, 'monitor.read', familyScope(ctx))
  const { query, family, tag: tags } = parseInput(listMonitorsQuery, input)
  const reach = familyScope(ctx).family
  return withWorkspace(ctx, (client) => countRows(client, ctx.workspaceId, { query, family, tags, reach }))
}
