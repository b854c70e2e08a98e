import { withApi } from '@/lib/http/api/with-api'
import { deleteMonitor } from '@/lib/services/monitors/delete-monitor'
import { getMonitor } from '@/lib/services/monitors/get-monitor'
import { updateMonitor } from '@/lib/services/monitors/update-monitor'

export const GET = withApi('getMonitor', getMonitor)
export const PATCH = withApi('updateMonitor', updateMonitor)
export const DELETE = withApi('deleteMonitor', deleteMonitor)
