import { assertNever } from '@/lib/base/assert-never'
import type { FactorInput } from '@/lib/contract/factors'
import type { PrismaTx } from '@/lib/db/prisma'
import { consumeEmailCode } from '../email/email-token'
import { consumeSignInLink } from '../methods/consume-sign-in-link'
import { isPassword } from '../methods/password-hash'
import type { AuthResources } from '../resources'
import { provePasskey } from './prove-passkey'
import { takeRecoveryCode } from './recovery-codes'
import { takeTotpCode } from './totp'

interface Claim {
  userId: string
  proof: FactorInput
  now: Date
  /**
   * Returns the challenge of a passkey, which can be used only once. Null: there is none, or it has
   * expired.
   */
  takeChallenge: (ticket: string) => Promise<string | null>
}

/** Whether the factor proves this person. A code, a link or a challenge is used by the check. */
export async function checkFactor(
  tx: PrismaTx,
  { keyring, baseUrl }: Pick<AuthResources, 'keyring' | 'baseUrl'>,
  { userId, proof, now, takeChallenge }: Claim,
): Promise<boolean> {
  switch (proof.kind) {
    case 'totp':
      return takeTotpCode(tx, keyring, { userId, code: proof.code, now })
    case 'recovery_code':
      return takeRecoveryCode(tx, keyring, { userId, code: proof.code, now })
    case 'passkey': {
      const challenge = await takeChallenge(proof.ticket)
      if (challenge === null) return false
      const claim = { response: proof.response, challenge, userId, mustVerify: false, now }
      return (await provePasskey(tx, baseUrl, claim)) !== null
    }
    case 'password': {
      const { passwordHash } = await tx.user.findUniqueOrThrow({ where: { id: userId } })
      return isPassword(passwordHash, proof.password)
    }
    case 'email_code': {
      const given = { handle: proof.handle, code: proof.code, purposes: ['proof'] as const, now }
      return (await consumeEmailCode({ prisma: tx, keyring }, given))?.userId === userId
    }
    case 'link': {
      const token = /lnk_[a-z2-7]{32}/.exec(proof.token)?.[0] ?? ''
      return (await consumeSignInLink({ prisma: tx, keyring }, { token, now, userId })) !== null
    }
    default:
      return assertNever(proof)
  }
}
