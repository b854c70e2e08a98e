import type { Keyring } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'

/**
 * Uses a one-time link and returns its user id. Null: unknown, used or expired; or not for
 * `userId`, if that is given.
 */
export async function consumeSignInLink(
  { prisma, keyring }: { prisma: PrismaTx; keyring: Keyring },
  { token, now, userId }: { token: string; now: Date; userId?: string },
): Promise<{ userId: string } | null> {
  const hash = new Uint8Array(keyring.hash(token))
  // The row count decides: of two requests with the link, only one succeeds.
  const { count } = await prisma.signInLink.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: now }, ...(userId === undefined ? {} : { userId }) },
    data: { usedAt: now },
  })
  if (count === 0) return null
  return prisma.signInLink.findUniqueOrThrow({ where: { hash }, select: { userId: true } })
}
