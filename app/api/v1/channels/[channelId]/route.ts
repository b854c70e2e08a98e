import { withApi } from '@/lib/http/with-api'
import { deleteChannel } from '@/lib/services/channels/delete-channel'
import { getChannel } from '@/lib/services/channels/get-channel'
import { updateChannel } from '@/lib/services/channels/update-channel'

type Params = { channelId: string }

export const GET = withApi<Params>(async ({ ctx, params }) => Response.json(await getChannel(ctx, params)), {
  write: false,
})

export const PATCH = withApi<Params>(
  async ({ ctx, params, body }) => Response.json(await updateChannel(ctx, { ...(await body()), ...params })),
  { write: true },
)

export const DELETE = withApi<Params>(
  async ({ ctx, params }) => {
    await deleteChannel(ctx, params)
    return new Response(null, { status: 204 })
  },
  { write: true },
)
