import { withApi } from '@/lib/http/api/with-api'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

export const GET = withApi('listMonitors', listMonitors)
export const POST = withApi('createMonitor', createMonitor)
