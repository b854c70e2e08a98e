import { getSettings } from '@/lib/settings/process-settings'

/** Whether this installation has a mail server: without one no mail channel can send. */
export function canSendMail(): boolean {
  return getSettings().smtpUrl !== null
}
