import { withApi } from '@/lib/http/with-api'
import { replayDelivery } from '@/lib/services/deliveries/replay-delivery'

export const POST = withApi<{ deliveryId: string }>(
  async ({ ctx, params }) => Response.json(await replayDelivery(ctx, params), { status: 202 }),
  { write: true },
)
