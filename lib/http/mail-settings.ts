import { envText } from '@/lib/base/env'
import type { Resources } from './resources'

/** How this process sends mail to people, as its environment says; the worker reads the same settings for alerts. */
export function getMailSettings({ baseUrl }: Pick<Resources, 'baseUrl'>): { smtpUrl: string | null; from: string } {
  const from = envText('LUBDUB_MAIL_FROM') ?? `Lubdub <lubdub@${new URL(baseUrl).hostname}>`
  return { smtpUrl: envText('SMTP_URL'), from }
}
