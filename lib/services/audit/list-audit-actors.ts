import type { AuditActorView } from '@/lib/contract/audit'
import { toPublicId } from '@/lib/contract/ids'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'

const MOST = 200

/**
 * The actors in the audit log, each with the latest label, for a list to choose from.
 * @throws AppError `forbidden`
 */
export async function listAuditActors(ctx: ServiceContext): Promise<AuditActorView[]> {
  requirePermission(ctx, 'audit.read')
  const rows = await inWorkspace(ctx, (tx) =>
    tx.auditEvent.findMany({
      where: { workspaceId: ctx.workspaceId, actorId: { not: null } },
      distinct: ['actorId'],
      orderBy: { id: 'desc' },
      select: { actorKind: true, actorId: true, actorLabel: true },
      take: MOST,
    }),
  )
  const actors = rows.flatMap(({ actorKind, actorId, actorLabel }) =>
    actorId === null ? [] : [{ id: toPublicId(actorKind === 'user' ? 'usr' : 'key', actorId), label: actorLabel }],
  )
  return actors.sort((a, b) => a.label.localeCompare(b.label, 'en'))
}
