import { withApi } from '@/lib/http/with-api'
import { createHeartbeatKey } from '@/lib/services/keys/create-heartbeat-key'
import { listHeartbeatKeys } from '@/lib/services/keys/list-heartbeat-keys'

type Params = { monitorId: string }

export const GET = withApi<Params>(async ({ ctx, params }) => Response.json(await listHeartbeatKeys(ctx, params)), {
  write: false,
})

export const POST = withApi<Params>(
  async ({ ctx, params, body }) => {
    const key = await createHeartbeatKey(ctx, { ...(await body()), ...params })
    return Response.json(key, { status: 201 })
  },
  { write: true },
)
