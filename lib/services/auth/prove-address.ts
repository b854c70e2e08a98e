import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { recordOwnAudit } from '../audit/record-own-audit'
import type { Caller } from '../context'

interface Proof {
  userId: string
  /** The address that was proved; it may have become another's since the mail was sent. */
  email: string
  /** The session that brought the proof, and goes on. Null: none. */
  exceptSessionId?: string | null
  caller: Caller
  now: Date
}

/**
 * Notes that somebody has the address of this account. The first time, whatever was set up before goes: password, passkeys,
 * authenticator app, recovery codes, connected accounts and sessions may be those of someone who was only handed an
 * invitation to this address. Answers whether the account still has the address. The last statements of a transaction, as
 * those of `recordOwnAudit` are.
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
