import { withApi } from '@/lib/http/api/with-api'
import { disableHeartbeatKey } from '@/lib/services/keys/disable-heartbeat-key'

export const POST = withApi('disableHeartbeatKey', disableHeartbeatKey)
