import { withApi } from '@/lib/http/api/with-api'
import { createApiKey } from '@/lib/services/api-keys/create-api-key'
import { listApiKeys } from '@/lib/services/api-keys/list-api-keys'

export const GET = withApi('listApiKeys', listApiKeys)
export const POST = withApi('createApiKey', createApiKey)
