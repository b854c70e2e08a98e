import { withApi } from '@/lib/http/with-api'
import { listBeats } from '@/lib/services/beats/list-beats'

export const GET = withApi<{ monitorId: string }>(
  async ({ ctx, params, query }) => Response.json(await listBeats(ctx, { ...query, ...params })),
  { write: false, takesQuery: true },
)
