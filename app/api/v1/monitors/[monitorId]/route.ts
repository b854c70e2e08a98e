import { withApi } from '@/lib/http/with-api'
import { deleteMonitor } from '@/lib/services/monitors/delete-monitor'
import { getMonitor } from '@/lib/services/monitors/get-monitor'
import { updateMonitor } from '@/lib/services/monitors/update-monitor'

type Params = { monitorId: string }

export const GET = withApi<Params>(async ({ ctx, params }) => Response.json(await getMonitor(ctx, params)), {
  write: false,
})

export const PATCH = withApi<Params>(
  async ({ ctx, params, body }) => Response.json(await updateMonitor(ctx, { ...(await body()), ...params })),
  { write: true },
)

export const DELETE = withApi<Params>(
  async ({ ctx, params }) => {
    await deleteMonitor(ctx, params)
    return new Response(null, { status: 204 })
  },
  { write: true },
)
