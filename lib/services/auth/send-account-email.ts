import { AppError } from '@/lib/base/errors'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { type MailSettings, mailSettings } from '../mail-settings'
import type { AuthResources } from './resources'

/** Puts work off until after the answer: nobody can tell by the time that it takes whether there was any. */
export type AfterResponse = (work: () => Promise<void>) => void

/** @throws AppError `unavailable` where no mail server is set up. */
export function requireMail(baseUrl: string): MailSettings {
  const settings = mailSettings(baseUrl)
  if (settings) return settings
  throw new AppError('unavailable', 'Lubdub cannot send mail here: SMTP_URL is not set. Sign in another way.')
}

/** Sends a letter, and logs why not where it cannot: there is nobody left to tell. */
export async function sendAccountEmail(
  { log, baseUrl }: AuthResources,
  to: string,
  letter: AccountEmail,
): Promise<void> {
  const settings = mailSettings(baseUrl)
  if (!settings) return
  const { outcome, reason } = await sendAccountMail(letter, { ...settings, to })
  if (outcome !== 'sent') log.error({ reason, subject: letter.subject }, 'a letter could not be sent')
}
