import { AppError } from '@/lib/base/errors'
import type { PrismaTx } from '@/lib/db/prisma'
import { findWorkspacesOf } from '@/lib/db/queries/doors'
import { secondFactorsOf } from './has-second-factor'

/**
 * To be called when a factor was taken away, before that is committed: some are needed, and recovery codes without any
 * other factor open nothing, so they go with the last.
 * @throws AppError `conflict` where a workspace of theirs lets nobody in without one.
 */
export async function requireFactorLeft(tx: PrismaTx, userId: string): Promise<void> {
  const { totp, passkeys } = await secondFactorsOf(tx, userId)
  if (totp || passkeys > 0) return
  const strict = (await findWorkspacesOf(tx, userId)).filter(({ requireSecondFactor }) => requireSecondFactor)
  if (strict.length > 0) {
    const names = strict.map(({ name }) => name).join(', ')
    throw new AppError('conflict', `This is your last second factor, and ${names} asks for one. Add another one first.`)
  }
  await tx.recoveryCode.deleteMany({ where: { userId } })
}
