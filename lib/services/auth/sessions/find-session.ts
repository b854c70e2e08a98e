import type { Prisma } from '@/lib/db/prisma'
import { sessionStanding, USE_NOTED_MS } from './session-life'

export interface SessionView {
  sessionId: string
  /** The workspace that the session shows, if the person is still a member. Null: the oldest membership. */
  workspaceId: string | null
  /** When the person last proved who they are. */
  provedAt: Date
  user: { id: string; email: string; name: string }
}

/**
 * The session, if it has not expired, was not revoked and was used recently enough; else null.
 * Records its use and address at most once a minute, unless `isUse` is false.
 */
export async function findSession(
  prisma: Prisma,
  sessionId: string,
  now: Date,
  { ip = null, place = null, isUse = true }: { ip?: string | null; place?: string | null; isUse?: boolean } = {},
): Promise<SessionView | null> {
  const session = await prisma.session.findUnique({
    where: { id: sessionId },
    select: {
      lastSeenAt: true,
      expiresAt: true,
      revokedAt: true,
      provedAt: true,
      workspaceId: true,
      user: { select: { id: true, email: true, name: true } },
    },
  })
  if (!session || sessionStanding(session, now) !== 'alive') return null
  const stale = new Date(now.getTime() - USE_NOTED_MS)
  if (isUse && session.lastSeenAt < stale) {
    await prisma.session.updateMany({
      where: { id: sessionId, lastSeenAt: { lt: stale } },
      data: { lastSeenAt: now, ...(ip === null ? {} : { ip, place }) },
    })
  }
  const { provedAt, workspaceId, user } = session
  return { sessionId, workspaceId, provedAt, user }
}
