import { withApi } from '@/lib/http/with-api'
import { getRun } from '@/lib/services/runs/get-run'

export const GET = withApi<{ runId: string }>(async ({ ctx, params }) => Response.json(await getRun(ctx, params)), {
  write: false,
})
