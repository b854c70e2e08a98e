import { AppError } from '@/lib/base/errors'
import type { Caller } from '../../context'
import { auditForPerson } from '../audit-for-person'
import type { AuthResources } from '../resources'
import { consumeEmailToken } from './email-token'
import { moveEmail } from './move-email'

/**
 * Gives an account back to its old address. A thief may have changed it, so every session ends, and
 * everything set up for sign-in since the change is removed.
 * @throws AppError `gone` or `conflict`.
 */
export async function undoEmailChange(
  resources: AuthResources,
  { token, caller, now }: { token: string; caller: Caller; now: Date },
): Promise<{ email: string }> {
  const { prisma } = resources
  const row = await consumeEmailToken(resources, { token, purposes: ['undo_email'], now })
  const user = row?.userId ? await prisma.user.findUnique({ where: { id: row.userId } }) : null
  if (!row || !user) throw new AppError('gone', 'This link was used before, or is older than 7 days.')
  const { email, createdAt: changedAt } = row
  const userId = user.id
  await moveEmail(resources, { userId, from: user.email, to: email, exceptSessionId: null, now })
  const since = { userId, createdAt: { gte: changedAt } }
  await prisma.$transaction([
    prisma.user.updateMany({
      where: { id: userId, passwordChangedAt: { gte: changedAt } },
      data: { passwordHash: null, passwordChangedAt: now },
    }),
    prisma.identity.deleteMany({ where: since }),
    prisma.passkey.deleteMany({ where: since }),
    prisma.totpFactor.deleteMany({ where: since }),
    prisma.recoveryCode.deleteMany({ where: since }),
    prisma.pendingSignIn.deleteMany({ where: { userId } }),
    prisma.emailToken.updateMany({
      where: { userId, usedAt: null, createdAt: { gte: changedAt } },
      data: { usedAt: now },
    }),
  ])
  const entry = { action: 'email.changed', target: { kind: 'user', id: userId, label: email } } as const
  await auditForPerson(
    resources,
    { userId, caller },
    { ...entry, before: { email: user.email }, after: { email, undone: true } },
  )
  return { email }
}
