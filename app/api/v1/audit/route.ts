import { withApi } from '@/lib/http/api/with-api'
import { listAudit } from '@/lib/services/audit/list-audit'

export const GET = withApi('listAudit', listAudit)
