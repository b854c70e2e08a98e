import { withApi } from '@/lib/http/with-api'
import { rotateHeartbeatKey } from '@/lib/services/keys/rotate-heartbeat-key'

export const POST = withApi('rotateHeartbeatKey', rotateHeartbeatKey)
