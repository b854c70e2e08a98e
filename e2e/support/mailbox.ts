import { type Mailbox, openMailbox as open, type ReceivedLetter } from '../../lib/services/auth/testing/mailbox'
import { expect } from './test'

/** The mail server that the product under test sends to. */
export function openMailbox(): Promise<Mailbox> {
  return open({ port: Number(new URL(process.env.SMTP_URL ?? '').port) })
}

/** Waits for a letter to an address, and takes it out. */
export async function letterTo(mailbox: Mailbox, to: string): Promise<ReceivedLetter> {
  await expect.poll(() => mailbox.received.map((letter) => letter.to)).toContain(to)
  return mailbox.take(to)
}
