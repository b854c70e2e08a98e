import { withApi } from '@/lib/http/api/with-api'
import { createChannel } from '@/lib/services/channels/create-channel'
import { listChannels } from '@/lib/services/channels/list-channels'

export const GET = withApi('listChannels', listChannels)
export const POST = withApi('createChannel', createChannel)
