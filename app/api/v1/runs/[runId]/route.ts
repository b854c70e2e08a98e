import { withApi } from '@/lib/http/api/with-api'
import { getRun } from '@/lib/services/runs/get-run'

export const GET = withApi('getRun', getRun)
