import { withApi } from '@/lib/http/api/with-api'
import { rotateSecret } from '@/lib/services/channels/rotate-secret'

export const POST = withApi('rotateSecret', rotateSecret)
