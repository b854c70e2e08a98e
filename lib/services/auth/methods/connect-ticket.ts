import { z } from 'zod'
import type { Keyring } from '@/lib/base/secrets'

/** An external account, as its provider describes it. */
export interface Identity {
  provider: 'github' | 'google' | 'oidc'
  /** The provider's permanent id of the person. */
  subject: string
  /** In lower case. Null: not given. */
  email: string | null
  /** Whether the provider says that it verified the address. */
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

/**
 * Proves that an external account was verified, and names the person who may connect it after a
 * reauthentication.
 */
export type ConnectTicket = z.output<typeof ticketShape>

export const CONNECT_SECONDS = 900

/** The ticket as the browser stores it, encrypted: a browser can neither read nor create one. */
export function encryptTicket(keyring: Keyring, ticket: ConnectTicket): string {
  return keyring.encrypt(JSON.stringify(ticket), 'connect').toString('base64url')
}

/** Null: not one of our tickets, or older than 15 minutes. */
export function decryptTicket(keyring: Keyring, encrypted: string | undefined, now: Date): ConnectTicket | null {
  if (!encrypted) return null
  try {
    const ticket = ticketShape.parse(JSON.parse(keyring.decrypt(Buffer.from(encrypted, 'base64url'), 'connect')))
    return now.getTime() - ticket.at <= CONNECT_SECONDS * 1000 ? ticket : null
  } catch {
    return null
  }
}
