import type { Prisma } from '@/lib/db/prisma'

/** Ends a session for good; one that has ended stays as it is. */
export async function revokeSession(prisma: Prisma, sessionId: string, now: Date): Promise<void> {
  await prisma.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: now } })
}
