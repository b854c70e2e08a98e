import { withApi } from '@/lib/http/api/with-api'
import { listRuns } from '@/lib/services/runs/list-runs'

export const GET = withApi('listRuns', listRuns)
