import { notFound } from '@/lib/base/errors'
import type { PersonContext } from '../person-context'
import { changeFactors } from './change-factors'
import { requireFactorLeft } from './require-factor-left'

/**
 * Removes a passkey of the person.
 * @throws AppError `proof_needed`, `not_found` if it does not exist or belongs to another person,
 * `conflict` if it is the last factor and one is required.
 */
export function removePasskey(own: PersonContext, { passkeyId }: { passkeyId: string }): Promise<void> {
  const {
    person: { id: userId },
  } = own
  return changeFactors(own, async (tx) => {
    const passkey = await tx.passkey.findFirst({ where: { id: passkeyId, userId }, select: { name: true } })
    const { count } = await tx.passkey.deleteMany({ where: { id: passkeyId, userId } })
    if (!passkey || count === 0) throw notFound('passkey')
    await requireFactorLeft(tx, userId)
    return { result: undefined, action: 'factor.removed', before: { factor: 'passkey', name: passkey.name } }
  })
}
