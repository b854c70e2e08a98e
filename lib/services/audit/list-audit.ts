import { type AuditEventView, type ListAuditQuery, listAuditQuery } from '@/lib/contract/audit'
import { toPublicId } from '@/lib/contract/ids'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { requirePermission, type ServiceContext } from '../context'
import { pageOfAudit, toAuditView } from './page-of-audit'

/**
 * The audit log of the workspace, newest first.
 * @throws AppError `forbidden`, or `invalid` with the field.
 */
export async function listAudit(ctx: ServiceContext, input: ListAuditQuery = {}): Promise<Page<AuditEventView>> {
  requirePermission(ctx, 'audit.read')
  const { limit, ...page } = parseInput(listAuditQuery, input)
  const rows = await pageOfAudit(ctx, { ...page, take: limit + 1 })
  return toPage(rows, { limit, cursorOf: ({ id }) => toPublicId('aud', id), view: toAuditView })
}
