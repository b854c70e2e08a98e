import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { recordOwnAudit } from '../../audit/record-own-audit'
import type { Caller } from '../../context'

interface Proof {
  userId: string
  /** The address that was verified. It may belong to another person since the mail was sent. */
  email: string
  /** The session that made the verification, and stays. Null: none. */
  exceptSessionId?: string | null
  caller: Caller
  now: Date
}

/**
 * Records that the person has the address of this account. The first time, everything that was set
 * up before is removed: password, passkeys, authenticator app, recovery codes, connected accounts
 * and sessions. They may belong to a person who only got the link of an invitation to this address.
 * Returns whether the account still has the address. Like `recordOwnAudit`, call it last in a
 * transaction.
 */
export async function proveAddress(
  tx: WorkspaceTx,
  { userId, email, exceptSessionId = null, caller, now }: Proof,
): Promise<boolean> {
  const { count: proved } = await tx.user.updateMany({
    where: { id: userId, email, emailVerifiedAt: null },
    data: { emailVerifiedAt: now, passwordHash: null, passwordChangedAt: now },
  })
  if (proved === 0) return (await tx.user.count({ where: { id: userId, email } })) > 0
  const own = { where: { userId } }
  await tx.passkey.deleteMany(own)
  await tx.totpFactor.deleteMany(own)
  await tx.recoveryCode.deleteMany(own)
  await tx.identity.deleteMany(own)
  await tx.pendingSignIn.deleteMany(own)
  await tx.emailToken.updateMany({
    where: { userId, usedAt: null, purpose: { in: ['change_email', 'undo_email'] } },
    data: { usedAt: now },
  })
  await tx.session.updateMany({
    where: { userId, revokedAt: null, ...(exceptSessionId && { id: { not: exceptSessionId } }) },
    data: { revokedAt: now, endedReason: 'address_proved' },
  })
  await recordOwnAudit(tx, { userId, caller }, { action: 'email.proved', after: { email } })
  return true
}
