import { auditFile } from '@/lib/http/audit-file'
import { withApi } from '@/lib/http/with-api'
import { exportAudit } from '@/lib/services/audit/export-audit'

export const GET = withApi(async ({ ctx, query }) => auditFile(await exportAudit(ctx, query), { now: ctx.now }), {
  write: false,
  takesQuery: true,
})
