import { withApi } from '@/lib/http/with-api'
import { enableHeartbeatKey } from '@/lib/services/keys/enable-heartbeat-key'

export const POST = withApi<{ monitorId: string; keyId: string }>(
  async ({ ctx, params }) => Response.json(await enableHeartbeatKey(ctx, params)),
  { write: true },
)
