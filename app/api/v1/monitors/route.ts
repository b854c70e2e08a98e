import { withApi } from '@/lib/http/with-api'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listMonitors(ctx, query)), {
  write: false,
  takesQuery: true,
})

export const POST = withApi(
  async ({ ctx, body }) => {
    const monitor = await createMonitor(ctx, await body())
    return Response.json(monitor, { status: 201, headers: { location: `/api/v1/monitors/${monitor.id}` } })
  },
  { write: true },
)
