import { newId } from '@/lib/base/ids'
import type { Prisma } from '@/lib/db/prisma'
import type { Caller } from '../context'
import { SESSION_SECONDS } from './session-life'

export type FirstFactorResult =
  | { kind: 'signed_in'; sessionId: string; userId: string }
  | { kind: 'second_factor'; pendingToken: string }

/** Opens a session for a person who has proved a first factor. */
export async function finishFirstFactor(
  { prisma }: { prisma: Prisma },
  { userId, method, caller, now }: { userId: string; method: string; caller: Caller; now: Date },
): Promise<FirstFactorResult> {
  const { id: sessionId } = await prisma.session.create({
    data: {
      ...{ id: newId('ses'), userId, method, createdAt: now, lastSeenAt: now, provedAt: now },
      ...{ ip: caller.ip, userAgent: caller.userAgent?.slice(0, 300) ?? null },
      expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
    },
  })
  return { kind: 'signed_in', sessionId, userId }
}
