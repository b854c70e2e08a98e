import { withApi } from '@/lib/http/with-api'
import { rotateSecret } from '@/lib/services/channels/rotate-secret'

export const POST = withApi<{ channelId: string }>(
  async ({ ctx, params, body }) => Response.json(await rotateSecret(ctx, { ...(await body()), ...params })),
  { write: true },
)
