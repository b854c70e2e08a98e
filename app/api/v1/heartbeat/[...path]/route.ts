import { heartbeatRoute } from '@/lib/http/heartbeat/heartbeat-route'

export const dynamic = 'force-dynamic'

export { heartbeatRoute as GET, heartbeatRoute as HEAD, heartbeatRoute as POST, heartbeatRoute as PUT }
