import { AppError } from '@/lib/base/errors'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { type MailSettings, mailSettings } from '../../mail-settings'
import type { AuthResources } from '../resources'

/**
 * Runs work after the response was sent, so that the response time does not show whether there was
 * any work.
 */
export type AfterResponse = (work: () => Promise<void>) => void

/** @throws AppError `unavailable` if no mail server is configured. */
export function requireMail(resources: Pick<AuthResources, 'settings' | 'baseUrl'>): MailSettings {
  const mail = mailSettings(resources)
  if (mail) return mail
  throw new AppError('unavailable', 'Lubdub cannot send mail here: SMTP_URL is not set. Sign in another way.')
}

/** Sends a mail. If that fails, the error is only logged, because the response was already sent. */
export async function sendAccountEmail(
  { log, baseUrl, settings }: AuthResources,
  to: string,
  email: AccountEmail,
): Promise<void> {
  const mail = mailSettings({ settings, baseUrl })
  if (!mail) return
  const { outcome, reason } = await sendAccountMail(email, { ...mail, to })
  if (outcome !== 'sent') log.error({ reason, subject: email.subject }, 'an account mail could not be sent')
}
