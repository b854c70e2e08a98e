import { AppError } from '@/lib/base/errors'
import { judgePassword } from '@/lib/core/sign-in'
import type { AuthResources } from '../resources'
import { passwordHasher } from './password-hash'
import { loadEstimator } from './password-strength'

/** @throws AppError `invalid` that says why this person must not use this password. */
export async function requireGoodPassword(
  { baseUrl }: Pick<AuthResources, 'baseUrl'>,
  password: string,
  { email, name, field }: { email: string; name: string; field: string },
): Promise<void> {
  const text = typeof password === 'string' ? password.slice(0, 1_000) : ''
  const about = [email, name, new URL(baseUrl).hostname]
  const fault = judgePassword(text, { about, guesses: await loadEstimator() })
  if (fault) throw new AppError('invalid', fault, field)
}

/**
 * Stores a checked password, and ends all sessions of the person except one. `exceptSessionId`
 * null: all of them.
 */
export async function storePassword(
  { prisma }: Pick<AuthResources, 'prisma'>,
  {
    userId,
    password,
    exceptSessionId,
    now,
  }: { userId: string; password: string; exceptSessionId: string | null; now: Date },
): Promise<void> {
  const passwordHash = await passwordHasher.hash(password)
  await prisma.$transaction([
    prisma.user.update({ where: { id: userId }, data: { passwordHash, passwordChangedAt: now }, select: { id: true } }),
    prisma.session.updateMany({
      where: { userId, revokedAt: null, ...(exceptSessionId && { id: { not: exceptSessionId } }) },
      data: { revokedAt: now, endedReason: 'password_changed' },
    }),
    // Reset links become invalid. Sign-in links stay: the owner of the address asked for them.
    prisma.emailToken.updateMany({ where: { userId, purpose: 'reset', usedAt: null }, data: { usedAt: now } }),
  ])
}
