import { AppError } from '@/lib/base/errors'
import type { TotpSetup } from '@/lib/contract/factors'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { newTotpSecret, totpContext, totpOf } from './totp'

/**
 * Creates the secret of an authenticator app. The app is active after its first right code.
 * @throws AppError `proof_needed`, or `conflict` if an app is active.
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
