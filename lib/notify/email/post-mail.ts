import { type SendResult, TOTAL_TIMEOUT_MS } from '../message'
import { mailFailure } from './failure'
import { oneLine } from './headers'
import { isPlainAddress, openTransport, textOf } from './transport'

/** The mail settings of this installation. */
export interface MailSettings {
  smtpUrl: string
  from: string
}

/** Sends one mail to one person, HTML and text. Gives up after 15 s. */
export async function postMail(
  { to, subject, html }: { to: string; subject: string; html: string },
  { smtpUrl, from }: MailSettings,
): Promise<SendResult> {
  if (!isPlainAddress(to)) return { outcome: 'refused', reason: 'Mail cannot be sent to this address.' }
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  const transport = openTransport(smtpUrl)
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: to },
      subject: oneLine(subject),
      html,
      text: textOf(html),
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: limit,
    } as Parameters<typeof transport.sendMail>[0])
    return { outcome: 'sent', reason: 'The mail server accepted the mail.' }
  } catch (error) {
    return limit.aborted ? { outcome: 'retry', reason: 'The mail took longer than 15 seconds.' } : mailFailure(error)
  } finally {
    transport.close()
  }
}
