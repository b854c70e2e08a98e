import type { Settings } from '@/lib/settings/read-settings'

export interface MailSettings {
  smtpUrl: string
  from: string
}

/** The mail settings of the web process. Null: it cannot send mail, because `SMTP_URL` is not set. */
export function mailSettings(given: {
  settings: Pick<Settings, 'smtpUrl' | 'mailFrom'>
  baseUrl: string
}): MailSettings | null {
  const { smtpUrl, mailFrom } = given.settings
  if (smtpUrl === null) return null
  return { smtpUrl, from: mailFrom ?? `Lubdub <lubdub@${new URL(given.baseUrl).hostname}>` }
}
