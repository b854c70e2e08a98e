import { withApi } from '@/lib/http/with-api'
import { listDeliveries } from '@/lib/services/deliveries/list-deliveries'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listDeliveries(ctx, query)), {
  write: false,
  takesQuery: true,
})
