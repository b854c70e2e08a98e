import type { FactorsView } from '@/lib/contract/factors'
import { findWorkspacesOf } from '@/lib/db/queries/security-definer-functions'
import type { PersonContext } from '../person-context'

/** The factors of a person, without the secrets. */
export async function listFactors({ prisma, person: { id: userId } }: PersonContext): Promise<FactorsView> {
  const [user, totp, passkeys, recoveryCodesLeft, workspaces] = await Promise.all([
    prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } }),
    prisma.totpFactor.findFirst({ where: { userId, confirmedAt: { not: null } }, select: { confirmedAt: true } }),
    prisma.passkey.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } }),
    prisma.recoveryCode.count({ where: { userId, usedAt: null } }),
    findWorkspacesOf(prisma, userId),
  ])
  return {
    hasPassword: user.passwordHash !== null,
    totp: totp?.confirmedAt ? { confirmedAt: totp.confirmedAt.toISOString() } : null,
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, backedUp }) => ({
      id,
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      backedUp,
    })),
    recoveryCodesLeft,
    requiredBy: workspaces.filter(({ requireSecondFactor }) => requireSecondFactor).map(({ name }) => name),
  }
}
