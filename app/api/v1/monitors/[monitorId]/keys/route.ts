import { withApi } from '@/lib/http/api/with-api'
import { createHeartbeatKey } from '@/lib/services/keys/create-heartbeat-key'
import { listHeartbeatKeys } from '@/lib/services/keys/list-heartbeat-keys'

export const GET = withApi('listHeartbeatKeys', listHeartbeatKeys)
export const POST = withApi('createHeartbeatKey', createHeartbeatKey)
