import { withApi } from '@/lib/http/api/with-api'
import { deleteHeartbeatKey } from '@/lib/services/keys/delete-heartbeat-key'

export const DELETE = withApi('deleteHeartbeatKey', deleteHeartbeatKey)
