import type { Prisma } from '@/lib/db/prisma'

/** Ends the old session of a browser that has got a new one, so that its old cookie no longer works. */
export async function endReplacedSession(
  prisma: Prisma,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<void> {
  await prisma.session.updateMany({
    where: { id: sessionId, revokedAt: null },
    data: { revokedAt: now, endedReason: 'signed_out' },
  })
}
