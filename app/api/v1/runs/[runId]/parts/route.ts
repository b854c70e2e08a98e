import { withApi } from '@/lib/http/with-api'
import { listParts } from '@/lib/services/runs/list-parts'

export const GET = withApi<{ runId: string }>(
  async ({ ctx, params, query }) => Response.json(await listParts(ctx, { ...query, ...params })),
  { write: false, takesQuery: true },
)
