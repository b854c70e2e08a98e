import { notFound } from '@/lib/base/errors'
import type { PersonContext } from '../person-context'
import { changeFactors } from './change-factors'
import { requireFactorLeft } from './require-factor-left'

/**
 * Removes the authenticator app.
 * @throws AppError `proof_needed`, `not_found`, or `conflict` if it is the last factor and one is
 * required.
 */
export function removeTotp(own: PersonContext): Promise<void> {
  const {
    person: { id: userId },
  } = own
  return changeFactors(own, async (tx) => {
    const { count } = await tx.totpFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } })
    if (count === 0) throw notFound('authenticator app')
    await requireFactorLeft(tx, userId)
    return { result: undefined, action: 'factor.removed', before: { factor: 'totp' } }
  })
}
