import { withApi } from '@/lib/http/with-api'
import { pauseMonitor } from '@/lib/services/monitors/pause-monitor'

export const POST = withApi<{ monitorId: string }>(
  async ({ ctx, params }) => Response.json(await pauseMonitor(ctx, params)),
  { write: true },
)
