import { withApi } from '@/lib/http/with-api'
import { listParts } from '@/lib/services/runs/list-parts'

export const GET = withApi('listParts', listParts)
