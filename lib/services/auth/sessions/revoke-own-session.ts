import { notFound } from '@/lib/base/errors'
import { sessionRef } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import { recordOwnAudit } from '../../audit/record-own-audit'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'

/**
 * Ends one session of the person, from its next request on.
 * @throws AppError `proof_needed`, or `not_found` if it does not exist, belongs to another person,
 * or has ended.
 */
export async function revokeOwnSession(own: PersonContext, input: { sessionId: string }): Promise<void> {
  requireRecentAuthentication(own, own.now)
  const { sessionId } = parseInput(sessionRef, input)
  await own.prisma.$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, userId: own.person.id, revokedAt: null },
      data: { revokedAt: own.now, endedReason: 'revoked' },
    })
    if (count === 0) throw notFound('session')
    await recordOwnAudit(
      tx,
      { userId: own.person.id, caller: own.caller },
      { action: 'session.revoked', target: { kind: 'session', id: sessionId } },
    )
  })
}
