import type { Prisma } from '@/lib/db/prisma'
import { USE_NOTED_MS } from './session-life'

export interface SessionView {
  sessionId: string
  /** The workspace in view, if it is still one of theirs. Null: the oldest membership. */
  workspaceId: string | null
  user: { id: string; email: string; name: string }
}

/** The session, if it is neither over nor revoked; else null. Notes at most once a minute that it was seen. */
export async function findSession(prisma: Prisma, sessionId: string, now: Date): Promise<SessionView | null> {
  const session = await prisma.session.findFirst({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
    select: { lastSeenAt: true, workspaceId: true, user: { select: { id: true, email: true, name: true } } },
  })
  if (!session) return null
  const stale = new Date(now.getTime() - USE_NOTED_MS)
  if (session.lastSeenAt < stale) {
    await prisma.session.updateMany({ where: { id: sessionId, lastSeenAt: { lt: stale } }, data: { lastSeenAt: now } })
  }
  return { sessionId, workspaceId: session.workspaceId, user: session.user }
}
