import { AppError } from '@/lib/base/errors'
import { reauthenticationEmail } from '../email/account-emails'
import { shownCode } from '../email/email-code'
import { createEmailToken } from '../email/email-token'
import { type AfterResponse, sendAccountEmail } from '../email/send-account-email'
import type { PersonContext } from '../person-context'
import { consumeMail } from '../rate-limits'
import { factorKindsOf } from './factor-kinds-of'

const LIFE_SECONDS = 600

/**
 * Sends a code by mail to a person without a better factor. Returns the handle with which the code
 * is given back.
 * @throws AppError `invalid` if there is a better factor or no mail server, or `too_many`
 */
export async function sendReauthenticationCode(
  own: PersonContext,
  { afterResponse }: { afterResponse: AfterResponse },
): Promise<string> {
  const { person, caller, now } = own
  const kinds = await factorKindsOf(own, person.id)
  if (!kinds.emailCode) throw new AppError('invalid', 'No code is sent. Prove who you are in another way.')
  await consumeMail(own, { email: person.email, caller })
  const { id: userId, email } = person
  const { code, handle } = await createEmailToken(own, {
    ...{ purpose: 'proof', userId, email, lifeSeconds: LIFE_SECONDS, caller, now },
  })
  afterResponse(() =>
    sendAccountEmail(own, email, reauthenticationEmail({ code: shownCode(code), lifeSeconds: LIFE_SECONDS })),
  )
  return handle
}
