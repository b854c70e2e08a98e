import { AppError } from '@/lib/base/errors'
import type { Caller } from '../context'
import type { AuthResources } from './resources'

/** Someone who is signed in, where they work on their own account and in no workspace. */
export interface PersonContext extends AuthResources {
  person: { id: string; email: string; name: string }
  sessionId: string
  caller: Caller
  now: Date
}

const FRESH_MS = 15 * 60_000

/** When this session last proved a factor, if that is no longer ago than 15 minutes; else null. */
export async function hasFreshProof({ prisma, sessionId, now }: PersonContext): Promise<boolean> {
  const session = await prisma.session.findUnique({ where: { id: sessionId }, select: { provedAt: true } })
  return session !== null && now.getTime() - session.provedAt.getTime() <= FRESH_MS
}

/** @throws AppError `forbidden` where whoever sits there has not proved for 15 minutes who they are. */
export async function requireFreshProof(ctx: PersonContext): Promise<void> {
  if (await hasFreshProof(ctx)) return
  throw new AppError(
    'forbidden',
    'You signed in more than 15 minutes ago. Sign out and in again, then do this at once.',
  )
}
