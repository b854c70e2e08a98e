import { type DeliveryView, type ListDeliveriesQuery, listDeliveriesQuery } from '@/lib/contract/deliveries'
import { countCursor, type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { loadDeliveries } from '@/lib/db/queries/delivery-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { toDeliveryView } from './to-delivery-view'

/** Deliveries of the workspace, newest first. */
export async function listDeliveries(
  ctx: ServiceContext,
  input: ListDeliveriesQuery = {},
): Promise<Page<DeliveryView>> {
  requirePermission(ctx, 'delivery.read', familyScope(ctx))
  const { limit, cursor, ...filter } = parseInput(listDeliveriesQuery, input)
  const page = { ...filter, reach: familyScope(ctx).family, below: countCursor(cursor), limit: limit + 1 }
  const rows = await withWorkspace(ctx, (client) => loadDeliveries(client, ctx.workspaceId, page))
  return toPage(rows, { limit, cursorOf: (row) => String(row.ordinal), view: toDeliveryView })
}
