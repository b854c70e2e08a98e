import type { Prisma } from '@/lib/db/prisma'
import { recordOwnAudit } from '../../audit/record-own-audit'
import type { Caller } from '../../context'

const NOBODY: Caller = { ip: null, userAgent: null }

/** Ends a session because its person signed out. An ended session does not change. */
export async function revokeSession(prisma: Prisma, sessionId: string, now: Date, caller = NOBODY): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const where = { id: sessionId, revokedAt: null }
    const session = await tx.session.findFirst({ where, select: { userId: true } })
    if (!session) return
    const { count } = await tx.session.updateMany({ where, data: { revokedAt: now, endedReason: 'signed_out' } })
    if (count > 0)
      await recordOwnAudit(
        tx,
        { userId: session.userId, caller },
        { action: 'session.ended', target: { kind: 'session', id: sessionId } },
      )
  })
}
