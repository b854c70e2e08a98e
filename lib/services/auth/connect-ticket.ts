import { z } from 'zod'
import type { Keyring } from '@/lib/base/secrets'

/** An account elsewhere, as its provider described it. */
export interface Identity {
  provider: 'github' | 'google' | 'oidc'
  /** What the provider calls the person, for ever. */
  subject: string
  /** In lower case. Null: not told. */
  email: string | null
  /** Whether the provider says that the address is theirs. */
  isEmailVerified: boolean
  name: string | null
}

const ticketShape = z.object({
  provider: z.enum(['github', 'google', 'oidc']),
  subject: z.string(),
  email: z.string().nullable(),
  userId: z.string(),
  next: z.string().nullable(),
  at: z.number(),
})

/** That an account elsewhere was proved, and whose it is to become once that person proved to be here. */
export type ConnectTicket = z.output<typeof ticketShape>

export const CONNECT_SECONDS = 900

/** A ticket as a browser keeps it: it can neither be read nor made there. */
export function encryptTicket(keyring: Keyring, ticket: ConnectTicket): string {
  return keyring.encrypt(JSON.stringify(ticket), 'connect').toString('base64url')
}

/** Null: none of ours, or older than 15 minutes. */
export function openTicket(keyring: Keyring, sealed: string | undefined, now: Date): ConnectTicket | null {
  if (!sealed) return null
  try {
    const ticket = ticketShape.parse(JSON.parse(keyring.decrypt(Buffer.from(sealed, 'base64url'), 'connect')))
    return now.getTime() - ticket.at <= CONNECT_SECONDS * 1000 ? ticket : null
  } catch {
    return null
  }
}
