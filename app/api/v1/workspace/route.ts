import { withApi } from '@/lib/http/api/with-api'
import { getWorkspace } from '@/lib/services/workspaces/get-workspace'
import { updateWorkspace } from '@/lib/services/workspaces/update-workspace'

export const GET = withApi('getWorkspace', getWorkspace)
export const PATCH = withApi('updateWorkspace', updateWorkspace)
