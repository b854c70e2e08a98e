import { withApi } from '@/lib/http/api/with-api'
import { deleteChannel } from '@/lib/services/channels/delete-channel'
import { getChannel } from '@/lib/services/channels/get-channel'
import { updateChannel } from '@/lib/services/channels/update-channel'

export const GET = withApi('getChannel', getChannel)
export const PATCH = withApi('updateChannel', updateChannel)
export const DELETE = withApi('deleteChannel', deleteChannel)
