import type { Keyring } from '@/lib/base/secrets'
import type { Role } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { type FoundInvitation, findInvitation } from '@/lib/db/queries/security-definer-functions'

export interface InvitationOffer {
  workspaceName: string
  email: string
  role: Role
  invitedBy: string
  expiresAt: Date
  /** Whether a person with this address has an account. */
  hasAccount: boolean
}

/**
 * What an invitation offers, for a person with its link. The preview changes nothing. Null:
 * unknown, accepted, revoked or expired; the caller does not learn which.
 */
export async function previewInvitation(
  { prisma, keyring }: { prisma: Prisma; keyring: Keyring },
  { token, now }: { token: string; now: Date },
): Promise<InvitationOffer | null> {
  const found = await findOpenInvitation({ prisma, keyring }, { token, now })
  if (!found) return null
  const { workspaceName, email, role, invitedByLabel: invitedBy, expiresAt } = found
  const account = await prisma.user.findUnique({ where: { email }, select: { id: true } })
  return { workspaceName, email, role: role as Role, invitedBy, expiresAt, hasAccount: account !== null }
}

/** The invitation of a token, while it can be accepted. Null: it cannot. */
export async function findOpenInvitation(
  { prisma, keyring }: { prisma: Prisma; keyring: Keyring },
  { token, now }: { token: string; now: Date },
): Promise<FoundInvitation | null> {
  if (!/^inv_[a-z2-7]{32}$/.test(token)) return null
  const found = await findInvitation(prisma, keyring.hash(token))
  const isOpen = found && !found.acceptedAt && !found.revokedAt && found.expiresAt > now
  return isOpen ? found : null
}
