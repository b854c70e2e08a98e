import { AppError } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress, typedPassword } from '@/lib/contract/sign-in'
import type { Caller } from '../../context'
import { auditForPerson } from '../audit-for-person'
import type { AfterResponse } from '../email/send-account-email'
import type { AuthResources } from '../resources'
import { knownDevice } from '../sessions/known-device'
import { isPassword } from './password-hash'
import { beginPasswordTry } from './password-tries'

interface Typed {
  email: string
  password: string
  /** The token that this browser kept from an earlier sign-in. */
  device: string | undefined
  caller: Caller
  now: Date
  afterResponse: AfterResponse
}

/**
 * The person with this address and password. An unknown person, or one without a password, is
 * refused with the same message after the same work.
 * @throws AppError `unauthenticated`, `too_many` or `invalid`.
 */
export async function signInWithPassword(
  resources: AuthResources,
  { email: typedEmail, password: typed, device, caller, afterResponse }: Typed,
): Promise<{ userId: string }> {
  const email = parseInput(emailAddress, typedEmail)
  const password = parseInput(typedPassword, typed)
  const user = await resources.prisma.user.findUnique({ where: { email }, select: { id: true, passwordHash: true } })
  const known = knownDevice(resources.keyring, user?.id ?? 'nobody', device)
  const wasRight = await beginPasswordTry(resources, { email, device: known, caller })
  if (await isPassword(user?.passwordHash ?? null, password)) {
    await wasRight()
    return { userId: user!.id }
  }
  if (user) {
    const entry = {
      action: 'session.refused',
      target: { kind: 'user', id: user.id, label: email },
      after: { method: 'password' },
    } as const
    afterResponse(() => auditForPerson(resources, { userId: user.id, caller }, entry))
  }
  throw new AppError('unauthenticated', 'The address or the password is wrong.', 'password')
}
