import { withApi } from '@/lib/http/with-api'
import { listBeats } from '@/lib/services/beats/list-beats'

export const GET = withApi('listBeats', listBeats)
