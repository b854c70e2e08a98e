import { notFound } from '@/lib/base/errors'
import { canGrant, type Role } from '@/lib/core/access'
import { aboveYou, type LockedMembers } from '../members/change-members'

/**
 * The open invitation with this id, for actors who may give its role.
 * @throws AppError `not_found`, also if it was accepted or revoked, or `forbidden`.
 */
export async function requireOpenInvitation(
  { tx, me }: LockedMembers,
  { workspaceId, id }: { workspaceId: string; id: string },
) {
  const row = await tx.invitation.findFirst({ where: { workspaceId, id, acceptedAt: null, revokedAt: null } })
  if (!row) throw notFound('invitation')
  if (!canGrant({ by: me.role, role: row.role as Role })) throw aboveYou()
  return row
}
