import { type AuditEventView, type AuditTargetKind, type ListAuditQuery, listAuditQuery } from '@/lib/contract/audit'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'

/**
 * The audit log of the workspace, newest first.
 * @throws AppError `forbidden`, or `invalid` with the field.
 */
export async function listAudit(ctx: ServiceContext, input: ListAuditQuery = {}): Promise<Page<AuditEventView>> {
  requirePermission(ctx, 'audit.read')
  const { limit, cursor, from, until, ...filter } = parseInput(listAuditQuery, input)
  const rows = await inWorkspace(ctx, (tx) =>
    tx.auditEvent.findMany({
      where: { workspaceId: ctx.workspaceId, ...filter, id: { lt: cursor }, at: { gte: from, lt: until } },
      orderBy: { id: 'desc' },
      take: limit + 1,
    }),
  )
  return toPage(rows, { limit, cursorOf: (row) => row.id, view: toAuditView })
}

interface AuditEventRow {
  id: string
  at: Date
  actorKind: string
  actorId: string | null
  actorLabel: string
  action: string
  targetKind: string | null
  targetId: string | null
  targetLabel: string | null
  before: unknown
  after: unknown
  ip: string | null
  userAgent: string | null
}

function toAuditView(row: AuditEventRow): AuditEventView {
  const { id, at, actorKind, actorId, actorLabel, action, targetKind, targetId, targetLabel } = row
  return {
    id,
    at: iso(at),
    actor: { kind: actorKind as AuditEventView['actor']['kind'], id: actorId, label: actorLabel },
    action: action as AuditEventView['action'],
    target: targetKind === null ? null : { kind: targetKind as AuditTargetKind, id: targetId, label: targetLabel },
    before: row.before,
    after: row.after,
    ip: row.ip,
    userAgent: row.userAgent,
  }
}
