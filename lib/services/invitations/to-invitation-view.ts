import { toPublicId } from '@/lib/contract/ids'
import type { InvitationView } from '@/lib/contract/members'
import type { Role } from '@/lib/core/access'
import { iso, isoOrNull } from '../instants'

export interface InvitationRow {
  id: string
  email: string
  role: string
  invitedByLabel: string
  createdAt: Date
  expiresAt: Date
  mailedAt: Date | null
}

export function toInvitationView(row: InvitationRow, now: Date): InvitationView {
  const { id, email, role, invitedByLabel: invitedBy, createdAt, expiresAt, mailedAt } = row
  const at = { createdAt: iso(createdAt), expiresAt: iso(expiresAt), mailedAt: isoOrNull(mailedAt) }
  return { id: toPublicId('inv', id), email, role: role as Role, invitedBy, ...at, isExpired: expiresAt <= now }
}
