import { AppError } from '@/lib/base/errors'
import { recordOwnAudit } from '../../audit/record-own-audit'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { hasSecondFactor } from './has-second-factor'
import { replaceRecoveryCodes } from './recovery-codes'

/**
 * Makes ten new recovery codes and answers them, this once; the old ones open nothing any more.
 * @throws AppError `proof_needed`, `conflict` without a factor that they could stand in for.
 */
export async function makeRecoveryCodes(own: PersonContext): Promise<string[]> {
  requireRecentAuthentication(own, own.now)
  const {
    keyring,
    now,
    person: { id: userId },
  } = own
  return own.prisma.$transaction(async (tx) => {
    if (!(await hasSecondFactor(tx, userId))) {
      throw new AppError('conflict', 'Recovery codes stand in for a second factor. Add an app or a passkey first.')
    }
    const codes = await replaceRecoveryCodes(tx, keyring, { userId, now })
    await recordOwnAudit(tx, { userId: own.person.id, caller: own.caller }, { action: 'factor.recoveryCodesMade' })
    return codes
  })
}
