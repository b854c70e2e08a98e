import { notFound } from '@/lib/base/errors'
import { passkeyNameInput } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import type { PersonContext } from '../person-context'

/**
 * Renames a passkey of the person. This needs no reauthentication, because it does not change what
 * the passkey proves.
 * @throws AppError `invalid`, or `not_found` if it does not exist or belongs to another person.
 */
export async function renamePasskey(own: PersonContext, input: { passkeyId: string; name: string }): Promise<void> {
  const { name } = parseInput(passkeyNameInput, { name: input.name })
  const { count } = await own.prisma.passkey.updateMany({
    where: { id: input.passkeyId, userId: own.person.id },
    data: { name },
  })
  if (count === 0) throw notFound('passkey')
}
