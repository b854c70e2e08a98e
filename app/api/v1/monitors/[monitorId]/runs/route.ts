import { withApi } from '@/lib/http/with-api'
import { listRuns } from '@/lib/services/runs/list-runs'

export const GET = withApi<{ monitorId: string }>(
  async ({ ctx, params, query }) => Response.json(await listRuns(ctx, { ...query, ...params })),
  { write: false, takesQuery: true },
)
