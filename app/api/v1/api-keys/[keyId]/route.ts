import { withApi } from '@/lib/http/with-api'
import { revokeApiKey } from '@/lib/services/api-keys/revoke-api-key'

export const DELETE = withApi<{ keyId: string }>(
  async ({ ctx, params }) => {
    await revokeApiKey(ctx, params)
    return new Response(null, { status: 204 })
  },
  { write: true },
)
