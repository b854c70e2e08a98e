import { withApi } from '@/lib/http/api/with-api'
import { pauseMonitor } from '@/lib/services/monitors/pause-monitor'

export const POST = withApi('pauseMonitor', pauseMonitor)
