import { notFound } from '@/lib/base/errors'
import { passkeyNameInput } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import type { PersonContext } from '../person-context'

/**
 * Calls a passkey of one's own something else. It proves no more and no less by that: no proof is asked for.
 * @throws AppError `invalid`, `not_found` where it is not there or not theirs.
 */
export async function renamePasskey(own: PersonContext, input: { passkeyId: string; name: string }): Promise<void> {
  const { name } = parseInput(passkeyNameInput, { name: input.name })
  const { count } = await own.prisma.passkey.updateMany({
    where: { id: input.passkeyId, userId: own.person.id },
    data: { name },
  })
  if (count === 0) throw notFound('passkey')
}
