import { render } from '@react-email/render'
import { showableIn } from '@/lib/base/showable'
import { type Message, type SendResult, TOTAL_TIMEOUT_MS } from '../message'
import { mailFailure } from './failure'
import { subjectOf, threadHeaders } from './headers'
import { Mail } from './mail'
import { isPlainAddress, openTransport, textOf } from './transport'

export interface EmailConfig {
  to: readonly string[]
  /** Null: mail is not set up. */
  smtpUrl: string | null
  from: string
  /** Right side of the mails' ids. */
  domain: string
}

/** Sends the event as one mail, HTML and text, to all recipients of the channel. Gives up after 15 s. */
export async function sendEmail(message: Message, config: EmailConfig): Promise<SendResult> {
  if (config.smtpUrl === null) return { outcome: 'refused', reason: 'SMTP_URL is not set.' }
  const to = config.to.filter(isPlainAddress)
  if (to.length === 0) return { outcome: 'refused', reason: 'The channel has no recipient.' }
  const html = await render(<Mail event={showableIn(message.event)} />)
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  const transport = openTransport(config.smtpUrl)
  const mail = {
    from: config.from,
    to: to.map((address) => ({ name: '', address })),
    subject: subjectOf(message.event),
    html,
    text: textOf(html),
    ...threadHeaders(message.event, config.domain),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Lubdub-Event': message.event.type },
    signal: message.signal ? AbortSignal.any([limit, message.signal]) : limit,
  }
  try {
    const info = await transport.sendMail(mail)
    return sentResult(info.rejected.length, to.length)
  } catch (error) {
    return limit.aborted ? { outcome: 'retry', reason: 'The mail took longer than 15 seconds.' } : mailFailure(error)
  } finally {
    transport.close()
  }
}

function sentResult(rejected: number, all: number): SendResult {
  if (rejected === 0) return { outcome: 'sent', reason: 'The mail server took the mail.' }
  return { outcome: 'sent', reason: `The mail server took the mail for ${all - rejected} of ${all} recipients.` }
}
