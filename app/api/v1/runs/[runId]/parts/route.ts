import { withApi } from '@/lib/http/api/with-api'
import { listParts } from '@/lib/services/runs/list-parts'

export const GET = withApi('listParts', listParts)
