import { withApi } from '@/lib/http/api/with-api'
import { revokeApiKey } from '@/lib/services/api-keys/revoke-api-key'

export const DELETE = withApi('revokeApiKey', revokeApiKey)
