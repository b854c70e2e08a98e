import type { ProofKinds } from '@/lib/contract/factors'
import type { PrismaTx } from '@/lib/db/prisma'
import { secondFactorsOf } from './has-second-factor'

/** With what a person can prove who they are. */
export async function proofKindsOf(tx: PrismaTx, userId: string): Promise<ProofKinds> {
  const { totp, passkeys } = await secondFactorsOf(tx, userId)
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } })
  const codes = await tx.recoveryCode.count({ where: { userId, usedAt: null } })
  return { password: user.passwordHash !== null, totp, recoveryCode: codes > 0, passkey: passkeys > 0 }
}
