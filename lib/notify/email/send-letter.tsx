import { render } from '@react-email/render'
import { sanitizeTextIn } from '@/lib/base/sanitize-text'
import type { SendResult } from '../message'
import { type Letter, LetterMail } from './letter'
import { type MailSettings, postMail } from './post-mail'

/** Sends one letter to one address. */
export async function sendLetter(
  letter: Letter,
  { to, ...settings }: MailSettings & { to: string },
): Promise<SendResult> {
  const html = await render(<LetterMail letter={sanitizeTextIn(letter)} />)
  return postMail({ to, subject: letter.subject, html }, settings)
}
