import { AppError } from '@/lib/base/errors'
import type { PrismaTx } from '@/lib/db/prisma'
import { findWorkspacesOf } from '@/lib/db/queries/security-definer-functions'
import { secondFactorsOf } from './has-second-factor'

/**
 * Call this after a factor was removed, before the commit. Recovery codes do not work without
 * another factor, so they are removed with the last one.
 * @throws AppError `conflict` if a workspace of the person requires a second factor.
 */
export async function requireFactorLeft(tx: PrismaTx, userId: string): Promise<void> {
  const { totp, passkeys } = await secondFactorsOf(tx, userId)
  if (totp || passkeys > 0) return
  const strict = (await findWorkspacesOf(tx, userId)).filter(({ requireSecondFactor }) => requireSecondFactor)
  if (strict.length > 0) {
    const names = strict.map(({ name }) => name).join(', ')
    throw new AppError('conflict', `This is your last second factor, and ${names} requires one. Add another one first.`)
  }
  await tx.recoveryCode.deleteMany({ where: { userId } })
}
