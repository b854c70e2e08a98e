import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress } from '@/lib/contract/sign-in'
import type { Caller } from '../../context'
import { signInEmail } from '../email/account-emails'
import { shownCode } from '../email/email-code'
import { createEmailToken } from '../email/email-token'
import { type AfterResponse, requireMail, sendAccountEmail } from '../email/send-account-email'
import { consumeMail } from '../rate-limits'
import type { AuthResources } from '../resources'
import { findSignUpWay } from './sign-up'

export const SIGN_IN_MAIL_SECONDS = 600

/**
 * Sends a link and a code to an address that may sign in or sign up. The caller does not learn
 * which, or whether a person has the address: the answer and the work before it are the same.
 * Returns the handle for this browser.
 * @throws AppError `invalid`, `too_many`, or `unavailable` if there is no mail server.
 */
export async function requestSignInMail(
  resources: AuthResources,
  {
    email: typed,
    next,
    caller,
    now,
    afterResponse,
  }: { email: string; next: string | null; caller: Caller; now: Date; afterResponse: AfterResponse },
): Promise<{ handle: string; email: string }> {
  const email = parseInput(emailAddress, typed)
  requireMail(resources)
  await consumeMail(resources, { email, caller })
  const user = await resources.prisma.user.findUnique({ where: { email }, select: { id: true } })
  const way = await findSignUpWay(resources, { email, next, now })
  const purpose = user || !way ? 'sign_in' : 'sign_up'
  const { token, code, handle } = await createEmailToken(resources, {
    ...{ purpose, userId: user?.id ?? null, email, next, caller, now },
    lifeSeconds: SIGN_IN_MAIL_SECONDS,
  })
  if (user || way) {
    const url = `${resources.baseUrl}/sign-in/mail?token=${token}`
    const words = { url, code: shownCode(code), lifeSeconds: SIGN_IN_MAIL_SECONDS, isNew: purpose === 'sign_up' }
    afterResponse(() => sendAccountEmail(resources, email, signInEmail(words)))
  }
  return { handle, email }
}
