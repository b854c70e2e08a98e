import { withApi } from '@/lib/http/with-api'
import { resumeMonitor } from '@/lib/services/monitors/resume-monitor'

export const POST = withApi<{ monitorId: string }>(
  async ({ ctx, params }) => Response.json(await resumeMonitor(ctx, params)),
  { write: true },
)
