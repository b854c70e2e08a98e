import type { PrismaTx } from '@/lib/db/prisma'

/** Why a session ended early. */
export type EndedReason =
  | 'signed_out'
  | 'revoked'
  | 'password_changed'
  | 'factor_changed'
  | 'email_changed'
  | 'address_proved'

interface Ending {
  userId: string
  /** The session that stays. Null: none. */
  except: string | null
  reason: EndedReason
  now: Date
}

/**
 * Ends the other sessions of a person, from their next request on, and waiting sign-ins too.
 * Returns how many sessions ended.
 */
export async function endOtherSessions(tx: PrismaTx, { userId, except, reason, now }: Ending): Promise<number> {
  await tx.pendingSignIn.updateMany({
    where: { userId, purpose: 'second_factor', usedAt: null },
    data: { usedAt: now },
  })
  const { count } = await tx.session.updateMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now }, ...(except === null ? {} : { id: { not: except } }) },
    data: { revokedAt: now, endedReason: reason },
  })
  return count
}
