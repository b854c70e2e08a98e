import { withApi } from '@/lib/http/with-api'
import { createChannel } from '@/lib/services/channels/create-channel'
import { listChannels } from '@/lib/services/channels/list-channels'

export const GET = withApi(async ({ ctx, query }) => Response.json(await listChannels(ctx, query)), {
  write: false,
  takesQuery: true,
})

export const POST = withApi(
  async ({ ctx, body }) => {
    const channel = await createChannel(ctx, await body())
    return Response.json(channel, { status: 201, headers: { location: `/api/v1/channels/${channel.id}` } })
  },
  { write: true },
)
