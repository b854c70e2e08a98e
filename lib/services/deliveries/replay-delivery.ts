import { AppError, notFound } from '@/lib/base/errors'
import { type DeliveryView, deliveryRef } from '@/lib/contract/deliveries'
import { parseInput } from '@/lib/contract/parse-input'
import { loadDeliveries, requeueDelivery } from '@/lib/db/queries/delivery-rows'
import { sqlIn } from '@/lib/db/queries/sql-in'
import { recordAudit } from '../audit/record-audit'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toDeliveryView } from './to-delivery-view'

/**
 * Queues a dead delivery again, with all its tries, under the same id.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `conflict` when it is not dead.
 */
export async function replayDelivery(ctx: ServiceContext, input: { deliveryId: string }): Promise<DeliveryView> {
  requirePermission(ctx, 'delivery.replay', familyScope(ctx))
  const { deliveryId } = parseInput(deliveryRef, input)
  return inWorkspace(ctx, async (tx) => {
    const sql = sqlIn(tx)
    const isRequeued = await requeueDelivery(sql, ctx.workspaceId, deliveryId)
    const [row] = await loadDeliveries(sql, ctx.workspaceId, {
      deliveryId,
      reach: familyScope(ctx).family,
      below: null,
      limit: 1,
    })
    if (!row) throw notFound('delivery')
    if (!isRequeued) throw new AppError('conflict', `Only a dead delivery can be replayed; this one is ${row.state}.`)
    const label = `${row.type} to ${row.channelName}`
    await recordAudit(tx, ctx, { action: 'delivery.replayed', target: { kind: 'delivery', id: row.id, label } })
    return toDeliveryView(row)
  })
}
