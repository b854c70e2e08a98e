import { withApi } from '@/lib/http/with-api'
import { pauseMonitor } from '@/lib/services/monitors/pause-monitor'

export const POST = withApi('pauseMonitor', pauseMonitor)
