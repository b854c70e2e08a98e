import { withApi } from '@/lib/http/with-api'
import { getWorkspace } from '@/lib/services/workspaces/get-workspace'
import { updateWorkspace } from '@/lib/services/workspaces/update-workspace'

export const GET = withApi(async ({ ctx }) => Response.json(await getWorkspace(ctx)), { write: false })

export const PATCH = withApi(async ({ ctx, body }) => Response.json(await updateWorkspace(ctx, await body())), {
  write: true,
})
