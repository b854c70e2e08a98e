import type { AuthResources } from './resources'

/** Ends a one-time link, and answers whose it was. Null: unknown, used or too old. */
export async function consumeSignInLink(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { token, now }: { token: string; now: Date },
): Promise<{ userId: string } | null> {
  const hash = new Uint8Array(keyring.hash(token))
  // The count decides: of two who hold the link, one gets in.
  const { count } = await prisma.signInLink.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (count === 0) return null
  return prisma.signInLink.findUniqueOrThrow({ where: { hash }, select: { userId: true } })
}
