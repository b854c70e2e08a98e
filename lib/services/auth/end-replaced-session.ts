import type { Prisma } from '@/lib/db/prisma'

/** Ends the session that a browser had before it got another: nobody is left with a cookie that still works. */
export async function endReplacedSession(
  prisma: Prisma,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<void> {
  await prisma.session.updateMany({
    where: { id: sessionId, revokedAt: null },
    data: { revokedAt: now, endedReason: 'signed_out' },
  })
}
