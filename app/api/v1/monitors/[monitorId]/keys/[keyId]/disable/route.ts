import { withApi } from '@/lib/http/with-api'
import { disableHeartbeatKey } from '@/lib/services/keys/disable-heartbeat-key'

export const POST = withApi<{ monitorId: string; keyId: string }>(
  async ({ ctx, params }) => Response.json(await disableHeartbeatKey(ctx, params)),
  { write: true },
)
