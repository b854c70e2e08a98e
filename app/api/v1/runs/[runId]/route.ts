import { withApi } from '@/lib/http/with-api'
import { getRun } from '@/lib/services/runs/get-run'

export const GET = withApi('getRun', getRun)
