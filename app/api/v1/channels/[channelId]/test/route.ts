import { withApi } from '@/lib/http/api/with-api'
import { testChannel } from '@/lib/services/channels/test-channel'

export const POST = withApi('testChannel', testChannel)
