import { AppError } from '@/lib/base/errors'
import type { PersonContext } from '../person-context'
import { changeFactors } from './change-factors'
import { replaceRecoveryCodes } from './recovery-codes'
import { stepOfCode, totpContext } from './totp'

/**
 * Activates the authenticator app after its first right code. Returns ten recovery codes, which are
 * shown only once; null if the person has some.
 * @throws AppError `proof_needed`, `invalid` at `code`, or `conflict` if no app waits for
 * confirmation.
 */
export function confirmTotp(own: PersonContext, { code }: { code: string }): Promise<string[] | null> {
  const {
    keyring,
    now,
    person: { id: userId },
  } = own
  return changeFactors(own, async (tx) => {
    const factor = await tx.totpFactor.findFirst({ where: { userId, confirmedAt: null } })
    if (!factor) throw new AppError('conflict', 'There is no app to confirm. Begin again.')
    const step = stepOfCode(keyring.decrypt(factor.ciphertext, totpContext(userId)), { code, now })
    if (step === null) {
      throw new AppError(
        'invalid',
        'This code is not right. Check the clock of your device, and try the next code.',
        'code',
      )
    }
    const { count } = await tx.totpFactor.updateMany({
      where: { userId, confirmedAt: null, ciphertext: factor.ciphertext },
      data: { confirmedAt: now, lastStep: step },
    })
    if (count === 0) throw new AppError('conflict', 'This app was replaced meanwhile. Begin again.')
    const codes = await tx.recoveryCode.count({ where: { userId, usedAt: null } })
    const result = codes > 0 ? null : await replaceRecoveryCodes(tx, keyring, { userId, now })
    return { result, action: 'factor.added', after: { factor: 'totp' } }
  })
}
