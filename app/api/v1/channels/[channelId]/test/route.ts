import { withApi } from '@/lib/http/with-api'
import { testChannel } from '@/lib/services/channels/test-channel'

export const POST = withApi('testChannel', testChannel)
