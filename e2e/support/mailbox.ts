import { type Mailbox, openMailbox as open, type ReceivedMail } from '../../lib/services/auth/testing/mailbox'
import { expect } from './test'

/** The mail server that the product under test sends to. */
export function openMailbox(): Promise<Mailbox> {
  return open({ port: Number(new URL(process.env.SMTP_URL ?? '').port) })
}

/** Waits for a letter to an address, and takes it out. */
export async function accountEmailTo(mailbox: Mailbox, to: string): Promise<ReceivedMail> {
  await expect.poll(() => addressees(mailbox)).toContain(to)
  return mailbox.take(to)
}

/** Whom letters have come for. Channels that other tests left broken are told to the owner at any time, and are no matter here. */
export function addressees({ received }: Mailbox): string[] {
  for (const [at, { subject }] of [...received.entries()].reverse()) {
    if (subject.startsWith('Channel fails')) received.splice(at, 1)
  }
  return received.map(({ to }) => to)
}
