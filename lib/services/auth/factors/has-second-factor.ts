import type { PrismaTx } from '@/lib/db/prisma'

/** The second factors of a person. A passkey is one too. */
export async function secondFactorsOf(tx: PrismaTx, userId: string): Promise<{ totp: boolean; passkeys: number }> {
  const [totp, passkeys] = [
    await tx.totpFactor.count({ where: { userId, confirmedAt: { not: null } } }),
    await tx.passkey.count({ where: { userId } }),
  ]
  return { totp: totp > 0, passkeys }
}

export async function hasSecondFactor(tx: PrismaTx, userId: string): Promise<boolean> {
  const { totp, passkeys } = await secondFactorsOf(tx, userId)
  return totp || passkeys > 0
}
