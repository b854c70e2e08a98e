import { withApi } from '@/lib/http/with-api'
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key'

export const POST = withApi<{ keyId: string }>(
  async ({ ctx, params, body }) =>
    Response.json(await rotateApiKey(ctx, { ...(await body()), ...params }), { status: 201 }),
  { write: true },
)
