import { withApi } from '@/lib/http/api/with-api'
import { enableHeartbeatKey } from '@/lib/services/keys/enable-heartbeat-key'

export const POST = withApi('enableHeartbeatKey', enableHeartbeatKey)
