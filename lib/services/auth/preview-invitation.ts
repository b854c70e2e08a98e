import type { Keyring } from '@/lib/base/secrets'
import type { Role } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { type FoundInvitation, findInvitation } from '@/lib/db/queries/doors'

export interface InvitationOffer {
  workspaceName: string
  email: string
  role: Role
  invitedBy: string
  expiresAt: Date
  /** Whether somebody with this address has an account. */
  hasAccount: boolean
}

/**
 * What an invitation offers to whoever holds its link; looking changes nothing. Null: unknown, accepted, taken back or too
 * old, without telling which.
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

/** The invitation behind a token, as long as it can be accepted. */
export async function findOpenInvitation(
  { prisma, keyring }: { prisma: Prisma; keyring: Keyring },
  { token, now }: { token: string; now: Date },
): Promise<FoundInvitation | null> {
  if (!/^inv_[a-z2-7]{32}$/.test(token)) return null
  const found = await findInvitation(prisma, keyring.hash(token))
  const isOpen = found && !found.acceptedAt && !found.revokedAt && found.expiresAt > now
  return isOpen ? found : null
}
