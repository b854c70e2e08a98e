import { envText } from '@/lib/base/env'

export interface MailSettings {
  smtpUrl: string
  from: string
}

/** The mail settings of the web process. Null: it cannot send mail, because `SMTP_URL` is not set. */
export function mailSettings(baseUrl: string): MailSettings | null {
  const smtpUrl = envText('SMTP_URL')
  if (smtpUrl === null) return null
  return { smtpUrl, from: envText('LUBDUB_MAIL_FROM') ?? `Lubdub <lubdub@${new URL(baseUrl).hostname}>` }
}
