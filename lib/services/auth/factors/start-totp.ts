import { AppError } from '@/lib/base/errors'
import type { TotpSetup } from '@/lib/contract/factors'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { newTotpSecret, totpContext, totpOf } from './totp'

/**
 * Makes a secret for an authenticator app. It counts once a code of it was given back.
 * @throws AppError `proof_needed`, `conflict` where there is one that counts.
 */
export async function startTotp(own: PersonContext): Promise<TotpSetup> {
  requireRecentAuthentication(own, own.now)
  const {
    prisma,
    keyring,
    now,
    person: { id: userId, email },
  } = own
  const secret = newTotpSecret()
  const data = { ciphertext: new Uint8Array(keyring.encrypt(secret, totpContext(userId))), createdAt: now }
  const { count } = await prisma.totpFactor.updateMany({ where: { userId, confirmedAt: null }, data })
  if (count === 0) {
    const made = await prisma.totpFactor.createMany({ data: { userId, ...data }, skipDuplicates: true })
    if (made.count === 0) throw new AppError('conflict', 'You have an authenticator app already. Remove it first.')
  }
  return { secret: secret.replace(/(.{4})(?=.)/g, '$1 '), uri: totpOf(secret, email).toString() }
}
