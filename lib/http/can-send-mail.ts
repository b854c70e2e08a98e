import { envText } from '@/lib/base/env'

/** Whether this installation has a mail server: without one no mail channel can send. */
export function canSendMail(): boolean {
  return envText('SMTP_URL') !== null
}
