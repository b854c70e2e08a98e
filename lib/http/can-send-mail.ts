import { envText } from '@/lib/base/env'

/** Whether this installation has a mail server: without one no mail channel can be told anything. */
export function canSendMail(): boolean {
  return envText('SMTP_URL') !== null
}
