import { newId } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'
import { SESSION_SECONDS } from './session-life'

/** Opens a session for the person whose link this is, and ends the link. Null: unknown, used or too old. */
export async function consumeSignInLink(
  prisma: Prisma,
  keyring: Keyring,
  { token, userAgent, now }: { token: string; userAgent: string | null; now: Date },
): Promise<{ userId: string; sessionId: string } | null> {
  const hash = new Uint8Array(keyring.hash(token))
  return prisma.$transaction(async (tx) => {
    // The count decides: of two who hold the link, one gets in.
    const { count } = await tx.signInLink.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    })
    if (count === 0) return null
    const { userId } = await tx.signInLink.findUniqueOrThrow({ where: { hash } })
    const session = await tx.session.create({
      data: {
        id: newId('ses'),
        userId,
        userAgent: userAgent?.slice(0, 300) ?? null,
        expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
      },
    })
    return { userId, sessionId: session.id }
  })
}
