import type { Keyring } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'

/** Ends a one-time link, and answers whose it was. Null: unknown, used or too old; or not of `userId`, where that is given. */
export async function consumeSignInLink(
  { prisma, keyring }: { prisma: PrismaTx; keyring: Keyring },
  { token, now, userId }: { token: string; now: Date; userId?: string },
): Promise<{ userId: string } | null> {
  const hash = new Uint8Array(keyring.hash(token))
  // The count decides: of two who hold the link, one gets in.
  const { count } = await prisma.signInLink.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: now }, ...(userId === undefined ? {} : { userId }) },
    data: { usedAt: now },
  })
  if (count === 0) return null
  return prisma.signInLink.findUniqueOrThrow({ where: { hash }, select: { userId: true } })
}
