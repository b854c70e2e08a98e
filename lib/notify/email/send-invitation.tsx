import { render } from '@react-email/render'
import { showableIn } from '@/lib/base/showable'
import type { SendResult } from '../message'
import { InvitationMail, type InvitationWords } from './invitation-mail'
import { postMail } from './post-mail'

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
  const subject = `${words.invitedBy} invites you to ${words.workspaceName} on Lubdub`
  const html = await render(<InvitationMail {...showableIn(words)} />)
  return postMail({ to, subject, html }, { smtpUrl, from })
}
