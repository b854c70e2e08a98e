import { render } from '@react-email/render'
import { sanitizeTextIn } from '@/lib/base/sanitize-text'
import type { SendResult } from '../message'
import { InvitationMail, type InvitationWords } from './invitation-mail'
import { type MailSettings, postMail } from './post-mail'

/** Mails an invitation to the one address that it is bound to. */
export async function sendInvitation(
  { to, ...words }: InvitationWords & { to: string },
  settings: MailSettings,
): Promise<SendResult> {
  const subject = `${words.invitedBy} invites you to ${words.workspaceName} on Lubdub`
  return postMail({ to, subject, html: await render(<InvitationMail {...sanitizeTextIn(words)} />) }, settings)
}
