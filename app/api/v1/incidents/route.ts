import { withApi } from '@/lib/http/with-api'
import { listIncidents } from '@/lib/services/incidents/list-incidents'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listIncidents(ctx, query)), {
  write: false,
  takesQuery: true,
})
