import { withApi } from '@/lib/http/api/with-api'
import { rotateHeartbeatKey } from '@/lib/services/keys/rotate-heartbeat-key'

export const POST = withApi('rotateHeartbeatKey', rotateHeartbeatKey)
