import { recordOwnAudit } from '../../audit/record-own-audit'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { endOtherSessions } from './end-other-sessions'

/**
 * Ends all sessions of the person except the present one. Returns how many there were.
 * @throws AppError `proof_needed`
 */
export async function revokeOtherSessions(own: PersonContext): Promise<number> {
  requireRecentAuthentication(own, own.now)
  const {
    sessionId,
    now,
    person: { id: userId },
  } = own
  return own.prisma.$transaction(async (tx) => {
    const count = await endOtherSessions(tx, { userId, except: sessionId, reason: 'revoked', now })
    if (count > 0)
      await recordOwnAudit(
        tx,
        { userId: own.person.id, caller: own.caller },
        { action: 'session.revoked', after: { sessions: count } },
      )
    return count
  })
}
