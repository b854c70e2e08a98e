import { type AuditEventView, type AuditTargetKind, type ListAuditQuery, toAuditTargetId } from '@/lib/contract/audit'
import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import { inWorkspace, type ServiceContext } from '../context'
import { iso } from '../instants'

export interface AuditPage extends Omit<ListAuditQuery, 'limit'> {
  take: number
}

/** Entries of the audit log, the newest first. The caller must have checked the permission. */
export async function pageOfAudit(
  ctx: ServiceContext,
  { take, cursor, from, until, ...filter }: AuditPage,
): Promise<AuditEventRow[]> {
  return inWorkspace(ctx, (tx) =>
    tx.auditEvent.findMany({
      where: { workspaceId: ctx.workspaceId, ...filter, id: { lt: cursor }, at: { gte: from, lt: until } },
      orderBy: { id: 'desc' },
      take,
    }),
  )
}

export interface AuditEventRow {
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

export function toAuditView(row: AuditEventRow): AuditEventView {
  const { id, at, actorKind, actorId, actorLabel, action, targetKind, targetId, targetLabel } = row
  return {
    id: toPublicId('aud', id),
    at: iso(at),
    actor: {
      kind: actorKind as AuditEventView['actor']['kind'],
      id: toPublicIdOrNull(actorKind === 'user' ? 'usr' : 'key', actorId),
      label: actorLabel,
    },
    action: action as AuditEventView['action'],
    target: targetKind === null ? null : toTarget(targetKind as AuditTargetKind, targetId, targetLabel),
    before: row.before,
    after: row.after,
    ip: row.ip,
    userAgent: row.userAgent,
  }
}

const toTarget = (kind: AuditTargetKind, id: string | null, label: string | null) => ({
  kind,
  id: toAuditTargetId(kind, id),
  label,
})
