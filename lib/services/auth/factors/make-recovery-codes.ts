import { AppError } from '@/lib/base/errors'
import { recordOwnAudit } from '../../audit/record-own-audit'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { hasSecondFactor } from './has-second-factor'
import { replaceRecoveryCodes } from './recovery-codes'

/**
 * Creates ten new recovery codes and returns them, which are shown only once; the old ones no
 * longer work.
 * @throws AppError `proof_needed`, or `conflict` if the person has no factor that they could
 * replace.
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
      throw new AppError('conflict', 'Recovery codes replace a lost second factor. Add an app or a passkey first.')
    }
    const codes = await replaceRecoveryCodes(tx, keyring, { userId, now })
    await recordOwnAudit(tx, { userId: own.person.id, caller: own.caller }, { action: 'factor.recoveryCodesMade' })
    return codes
  })
}
