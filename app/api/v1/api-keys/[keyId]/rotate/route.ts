import { withApi } from '@/lib/http/with-api'
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key'

export const POST = withApi('rotateApiKey', rotateApiKey)
