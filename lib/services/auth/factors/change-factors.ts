import type { AuditAction } from '@/lib/contract/audit'
import type { PrismaTx } from '@/lib/db/prisma'
import { recordOwnAudit } from '../../audit/record-own-audit'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { endOtherSessions } from '../sessions/end-other-sessions'

interface Change<T> {
  result: T
  action: Extract<AuditAction, `factor.${string}`>
  before?: unknown
  after?: unknown
}

/**
 * Changes a person's factors: only after a recent reauthentication, with an audit entry, and with
 * the end of their other sessions, which were opened with the old factors.
 * @throws AppError `proof_needed`
 */
export async function changeFactors<T>(own: PersonContext, change: (tx: PrismaTx) => Promise<Change<T>>): Promise<T> {
  requireRecentAuthentication(own, own.now)
  const {
    sessionId,
    now,
    person: { id: userId },
  } = own
  return own.prisma.$transaction(async (tx) => {
    const { result, ...entry } = await change(tx)
    await endOtherSessions(tx, { userId, except: sessionId, reason: 'factor_changed', now })
    await recordOwnAudit(tx, { userId: own.person.id, caller: own.caller }, entry)
    return result
  })
}
