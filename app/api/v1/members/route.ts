import { withApi } from '@/lib/http/with-api'
import { listMembers } from '@/lib/services/members/list-members'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listMembers(ctx, query)), {
  write: false,
  takesQuery: true,
})
