import { type Mailbox, openMailbox as open, type ReceivedMail } from '../../lib/services/auth/testing/mailbox'
import { expect } from './test'

/** The mail server that the product under test sends to. */
export function openMailbox(): Promise<Mailbox> {
  return open({ port: Number(new URL(process.env.SMTP_URL ?? '').port) })
}

/** Waits for a mail to an address, and removes it. */
export async function accountEmailTo(mailbox: Mailbox, to: string): Promise<ReceivedMail> {
  await expect.poll(() => addressees(mailbox)).toContain(to)
  return mailbox.take(to)
}

/**
 * The recipients of the mails. The owner may get mails about failing channels of other tests at any time; they are
 * ignored.
 */
export function addressees({ received }: Mailbox): string[] {
  for (const [at, { subject }] of [...received.entries()].reverse()) {
    if (subject.startsWith('Channel fails')) received.splice(at, 1)
  }
  return received.map(({ to }) => to)
}
