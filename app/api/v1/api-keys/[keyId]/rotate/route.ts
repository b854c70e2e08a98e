import { withApi } from '@/lib/http/api/with-api'
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key'

export const POST = withApi('rotateApiKey', rotateApiKey)
