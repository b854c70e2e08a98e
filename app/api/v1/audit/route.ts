import { withApi } from '@/lib/http/with-api'
import { listAudit } from '@/lib/services/audit/list-audit'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listAudit(ctx, query)), {
  write: false,
  takesQuery: true,
})
