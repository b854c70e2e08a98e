import { notFound } from '@/lib/base/errors'
import type { Role } from '@/lib/core/access'
import type { FoundInvitation } from '@/lib/db/queries/security-definer-functions'
import { lockWorkspace } from '@/lib/db/queries/workspace-rows'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { Settings } from '@/lib/settings/read-settings'
import { recordAudit } from '../../audit/record-audit'
import type { Caller } from '../../context'
import { requireQuota } from '../../quotas/require-quota'

/**
 * Uses an invitation and makes the person a member of its workspace.
 * @throws AppError `not_found` when another person used it first or it was revoked, or `quota`.
 */
export async function claimInvitation(
  tx: WorkspaceTx,
  invitation: FoundInvitation,
  {
    person,
    caller,
    settings,
    now,
  }: {
    person: { id: string; email: string }
    caller: Caller
    settings: Settings
    now: Date
  },
): Promise<void> {
  const { workspaceId, id } = invitation
  const role = invitation.role as Role
  await lockWorkspace(tx, workspaceId)
  // The row count decides: of two requests that accept, only one succeeds.
  const { count } = await tx.invitation.updateMany({
    where: {
      workspaceId,
      id,
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: now },
      workspace: { deleteAfter: null },
    },
    data: { acceptedAt: now, acceptedBy: person.id },
  })
  if (count === 0) throw notFound('invitation')
  const isMember = await tx.membership.count({ where: { workspaceId, userId: person.id } })
  if (isMember > 0) return
  await requireQuota(tx, { workspaceId, settings }, { what: 'members' })
  await tx.membership.create({ data: { workspaceId, userId: person.id, role } })
  const actor = { kind: 'user', userId: person.id, role, label: person.email } as const
  const target = { kind: 'user', id: person.id, label: person.email } as const
  const after = { role, invitedBy: invitation.invitedByLabel }
  await recordAudit(tx, { workspaceId, actor, caller }, { action: 'member.joined', target, after })
}
