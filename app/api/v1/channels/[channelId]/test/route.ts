import { withApi } from '@/lib/http/with-api'
import { testChannel } from '@/lib/services/channels/test-channel'

export const POST = withApi<{ channelId: string }>(
  async ({ ctx, params }) => Response.json(await testChannel(ctx, params), { status: 202 }),
  { write: true },
)
