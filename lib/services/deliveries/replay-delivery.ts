import { AppError, notFound } from '@/lib/base/errors'
import { type DeliveryView, deliveryRef } from '@/lib/contract/deliveries'
import { parseInput } from '@/lib/contract/parse-input'
import { loadDeliveries, reviveDelivery } from '@/lib/db/queries/delivery-rows'
import { requirePermission, type ServiceContext } from '../context'
import { toDeliveryView } from './to-delivery-view'

/**
 * Sends a dead delivery once more, with all its tries, under the same id.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `conflict` when it is not dead.
 */
export async function replayDelivery(ctx: ServiceContext, input: { deliveryId: string }): Promise<DeliveryView> {
  requirePermission(ctx, 'delivery.replay')
  const { deliveryId } = parseInput(deliveryRef, input)
  const isRevived = await reviveDelivery(ctx.pool, ctx.workspaceId, deliveryId)
  const [row] = await loadDeliveries(ctx.pool, ctx.workspaceId, { deliveryId, below: null, limit: 1 })
  if (!row) throw notFound('delivery')
  if (!isRevived) throw new AppError('conflict', `Only a dead delivery can be replayed; this one is ${row.state}.`)
  return toDeliveryView(row)
}
