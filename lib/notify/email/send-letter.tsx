import { render } from '@react-email/render'
import { showableIn } from '@/lib/base/showable'
import type { SendResult } from '../message'
import { type Letter, LetterMail } from './letter'
import { postMail } from './post-mail'

/** Sends one letter to one address, HTML and text. Gives up after 15 s. */
export async function sendLetter(
  letter: Letter,
  { to, smtpUrl, from }: { to: string; smtpUrl: string; from: string },
): Promise<SendResult> {
  const html = await render(<LetterMail letter={showableIn(letter)} />)
  return postMail({ to, subject: letter.subject, html }, { smtpUrl, from })
}
