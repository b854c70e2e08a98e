import { withApi } from '@/lib/http/api/with-api'
import { listBeats } from '@/lib/services/beats/list-beats'

export const GET = withApi('listBeats', listBeats)
