import { withApi } from '@/lib/http/with-api'
import { createApiKey } from '@/lib/services/api-keys/create-api-key'
import { listApiKeys } from '@/lib/services/api-keys/list-api-keys'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listApiKeys(ctx, query)), {
  write: false,
  takesQuery: true,
})

export const POST = withApi(
  async ({ ctx, body }) => Response.json(await createApiKey(ctx, await body()), { status: 201 }),
  { write: true },
)
