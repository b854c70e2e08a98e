import { withApi } from '@/lib/http/with-api'
import { rotateHeartbeatKey } from '@/lib/services/keys/rotate-heartbeat-key'

export const POST = withApi<{ monitorId: string; keyId: string }>(
  async ({ ctx, params, body }) =>
    Response.json(await rotateHeartbeatKey(ctx, { ...(await body()), ...params }), { status: 201 }),
  { write: true },
)
