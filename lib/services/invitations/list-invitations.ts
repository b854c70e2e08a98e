import type { InvitationView } from '@/lib/contract/members'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toInvitationView } from './to-invitation-view'

const SHOWN = 500

/** The open invitations, the newest first. @throws AppError `forbidden` */
export async function listInvitations(ctx: ServiceContext): Promise<InvitationView[]> {
  requirePermission(ctx, 'invitation.read')
  const rows = await inWorkspace(ctx, (tx) =>
    tx.invitation.findMany({
      where: { workspaceId: ctx.workspaceId, acceptedAt: null, revokedAt: null },
      orderBy: { id: 'desc' },
      take: SHOWN,
    }),
  )
  return rows.map((row) => toInvitationView(row, ctx.now))
}
