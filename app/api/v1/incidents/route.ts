import { withApi } from '@/lib/http/with-api'
import { listIncidents } from '@/lib/services/incidents/list-incidents'

export const GET = withApi('listIncidents', listIncidents)
