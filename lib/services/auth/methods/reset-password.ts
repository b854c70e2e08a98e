import { AppError } from '@/lib/base/errors'
import type { Caller } from '../../context'
import { auditForPerson } from '../audit-for-person'
import { passwordChangedEmail } from '../email/account-emails'
import { consumeEmailToken, findEmailToken } from '../email/email-token'
import { proveAddress } from '../email/prove-address'
import { type AfterResponse, sendAccountEmail } from '../email/send-account-email'
import type { AuthResources } from '../resources'
import { requireGoodPassword, storePassword } from './set-password'

/**
 * Sets a new password for the person with the link of a mail, and ends all their sessions. A
 * refused password does not use the link. Returns the person: access to the mail counts as a first
 * factor.
 * @throws AppError `invalid` for the password, `gone` for the link.
 */
export async function resetPassword(
  resources: AuthResources,
  {
    token,
    password,
    caller,
    now,
    afterResponse,
  }: { token: string; password: string; caller: Caller; now: Date; afterResponse: AfterResponse },
): Promise<{ userId: string }> {
  const { prisma, baseUrl } = resources
  const search = { token, purposes: ['reset'], now } as const
  const found = await findEmailToken(resources, search)
  const user = found?.userId ? await prisma.user.findUnique({ where: { id: found.userId, email: found.email } }) : null
  if (!user) throw gone()
  await requireGoodPassword(resources, password, { ...user, field: 'password' })
  if (!(await consumeEmailToken(resources, search))) throw gone()
  const proof = { userId: user.id, email: user.email, caller, now }
  if (!(await prisma.$transaction((tx) => proveAddress(tx, proof)))) throw gone()
  await storePassword(resources, { userId: user.id, password, exceptSessionId: null, now })
  const target = { kind: 'user', id: user.id, label: user.email } as const
  await auditForPerson(
    resources,
    { userId: user.id, caller },
    { action: 'password.set', target, after: { by: 'mail' } },
  )
  afterResponse(() =>
    sendAccountEmail(resources, user.email, passwordChangedEmail({ url: `${baseUrl}/sign-in/forgot` })),
  )
  return { userId: user.id }
}

const gone = () => new AppError('gone', 'This link was used before, or is older than 30 minutes. Ask for a new one.')
