import { AppError } from '@/lib/base/errors'
import type { AuthResources } from './resources'

interface Move {
  userId: string
  from: string
  to: string
  /** The session that goes on. Null: none does. */
  exceptSessionId: string | null
  now: Date
}

/**
 * Gives a person another address, ends their sessions, and voids every link and code that went to the one before.
 * @throws AppError `conflict` when somebody else has it, or the person's is not `from` any more.
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
    throw new AppError('conflict', 'Somebody else here has this address now.')
  }
}
