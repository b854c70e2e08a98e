import { withApi } from '@/lib/http/api/with-api'
import { listIncidents } from '@/lib/services/incidents/list-incidents'

export const GET = withApi('listIncidents', listIncidents)
