import type { Caller } from '../../context'
import { consumeEmailCode, consumeEmailToken, type EmailTokenRow } from '../email/email-token'
import { proveAddress } from '../email/prove-address'
import type { AuthResources } from '../resources'
import { findSignUpWay, signUp } from './sign-up'

const PURPOSES = ['sign_in', 'sign_up'] as const

/** What came by mail: the token of the link, or the code with the handle of the browser that asked for it. */
export type MailFactor = { token: string } | { handle: string; code: string }

/**
 * Uses a mail and returns the person who has the address; a new person is signed up if that is
 * allowed. Null: unknown, used or expired, or five codes were wrong.
 */
export async function signInByMail(
  resources: AuthResources,
  { proof, timezone, caller, now }: { proof: MailFactor; timezone: string | null; caller: Caller; now: Date },
): Promise<{ userId: string; next: string | null } | null> {
  const row =
    'token' in proof
      ? await consumeEmailToken(resources, { token: proof.token, purposes: PURPOSES, now })
      : await consumeEmailCode(resources, { ...proof, purposes: PURPOSES, now })
  if (!row) return null
  const userId = row.purpose === 'sign_up' ? await join(resources, row, { timezone, caller, now }) : row.userId
  if (userId === null) return null
  const isTheirs = await resources.prisma.$transaction((tx) =>
    proveAddress(tx, { userId, email: row.email, caller, now }),
  )
  return isTheirs ? { userId, next: row.next } : null
}

async function join(
  resources: AuthResources,
  { email, next }: EmailTokenRow,
  { timezone, caller, now }: { timezone: string | null; caller: Caller; now: Date },
): Promise<string | null> {
  const user = await resources.prisma.user.findUnique({ where: { email }, select: { id: true } })
  if (user) return user.id
  // Checked again: the invitation may have been revoked.
  const way = await findSignUpWay(resources, { email, next, now })
  if (!way) return null
  return (await signUp(resources, { email, name: null, way, timezone, caller, now })).userId
}
