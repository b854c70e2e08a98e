import { render } from '@react-email/render'
import { sanitizeTextIn } from '@/lib/base/sanitize-text'
import type { SendResult } from '../message'
import { type AccountEmail, AccountEmailMail } from './account-email'
import { type MailSettings, postMail } from './post-mail'

/** Sends one account mail to one address. */
export async function sendAccountMail(
  email: AccountEmail,
  { to, ...settings }: MailSettings & { to: string },
): Promise<SendResult> {
  const html = await render(<AccountEmailMail email={sanitizeTextIn(email)} />)
  return postMail({ to, subject: email.subject, html }, settings)
}
