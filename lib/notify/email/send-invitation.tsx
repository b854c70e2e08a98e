import { render, toPlainText } from '@react-email/render'
import { createTransport } from 'nodemailer'
import { CONNECT_TIMEOUT_MS, type SendResult, TOTAL_TIMEOUT_MS } from '../message'
import { mailFailure } from './failure'
import { oneLine } from './headers'
import { InvitationMail, type InvitationWords } from './invitation-mail'

/** How mail leaves this installation. */
export interface MailSettings {
  /** Null: mail is not set up. */
  smtpUrl: string | null
  from: string
}

/** Mails an invitation to the one address that it is bound to. Gives up after 15 s. */
export async function sendInvitation(
  { to, ...words }: InvitationWords & { to: string },
  { smtpUrl, from }: MailSettings,
): Promise<SendResult> {
  if (smtpUrl === null) return { outcome: 'refused', reason: 'SMTP_URL is not set.' }
  const html = await render(<InvitationMail {...words} />)
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: TOTAL_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: to },
      subject: oneLine(`${words.invitedBy} invites you to ${words.workspaceName} on Lubdub`),
      html,
      text: toPlainText(html),
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: limit,
    } as Parameters<typeof transport.sendMail>[0])
    return { outcome: 'sent', reason: 'The mail server took the mail.' }
  } catch (error) {
    return limit.aborted ? { outcome: 'retry', reason: 'The mail took longer than 15 seconds.' } : mailFailure(error)
  } finally {
    transport.close()
  }
}
