import { AppError } from '@/lib/base/errors'
import type { AuthResources } from '../resources'

interface Move {
  userId: string
  from: string
  to: string
  /** The session that stays. Null: none. */
  exceptSessionId: string | null
  now: Date
}

/**
 * Changes a person's address, ends their sessions, and makes every link and code that was sent to
 * the old address invalid.
 * @throws AppError `conflict` when another person has the address, or the person's address is no
 * longer `from`.
 */
export async function moveEmail(
  { prisma }: Pick<AuthResources, 'prisma'>,
  { userId, from, to, exceptSessionId, now }: Move,
): Promise<void> {
  try {
    await prisma.$transaction(async (tx) => {
      const { count } = await tx.user.updateMany({
        where: { id: userId, email: from },
        data: { email: to, emailVerifiedAt: now },
      })
      if (count === 0) throw new AppError('conflict', 'The address of this account was changed meanwhile.')
      await tx.session.updateMany({
        where: { userId, revokedAt: null, ...(exceptSessionId && { id: { not: exceptSessionId } }) },
        data: { revokedAt: now, endedReason: 'email_changed' },
      })
      await tx.emailToken.updateMany({
        where: { userId, usedAt: null, purpose: { not: 'undo_email' } },
        data: { usedAt: now },
      })
    })
  } catch (error) {
    if ((error as { code?: string }).code !== 'P2002') throw error
    throw new AppError('conflict', 'Another person has this address now.')
  }
}
