import { auditFile } from '@/lib/http/api/audit-file'
import { withApi } from '@/lib/http/api/with-api'
import { exportAudit } from '@/lib/services/audit/export-audit'

export const GET = withApi('exportAudit', async (ctx, input: Parameters<typeof exportAudit>[1]) =>
  auditFile(await exportAudit(ctx, input), { now: ctx.now }),
)
