import { render } from '@react-email/render'
import type { SendResult } from '../message'
import { type Letter, LetterMail } from './letter'
import { type MailSettings, sendPage } from './send-page'

/** Sends one letter to one address. */
export async function sendLetter(
  letter: Letter,
  { to, ...settings }: MailSettings & { to: string },
): Promise<SendResult> {
  return sendPage({ to, subject: letter.subject, html: await render(<LetterMail letter={letter} />) }, settings)
}
