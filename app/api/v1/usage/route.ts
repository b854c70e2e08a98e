import { withApi } from '@/lib/http/api/with-api'
import { getUsage } from '@/lib/services/usage/get-usage'

export const GET = withApi('getUsage', getUsage)
