import { withApi } from '@/lib/http/with-api'
import { deleteHeartbeatKey } from '@/lib/services/keys/delete-heartbeat-key'

export const DELETE = withApi<{ monitorId: string; keyId: string }>(
  async ({ ctx, params }) => {
    await deleteHeartbeatKey(ctx, params)
    return new Response(null, { status: 204 })
  },
  { write: true },
)
