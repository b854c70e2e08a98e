import { newSecret } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'
import type { AuthResources } from '../resources'
import { forgetPending } from './forget-pending'

/** The time that a browser has to answer, in milliseconds: 5 minutes. */
export const CEREMONY_MS = 300_000

interface Ceremony {
  purpose: 'passkey' | 'register_passkey' | 'sudo'
  /** Null: the passkey will name its person. */
  userId: string | null
  now: Date
}

/** Stores the challenge for a passkey. Returns the ticket with which it may be used, once. */
export async function openCeremony(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { challenge, now, ...ceremony }: Ceremony & { challenge: string },
): Promise<string> {
  const ticket = newSecret('pnd')
  const hash = new Uint8Array(keyring.hash(ticket))
  const expiresAt = new Date(now.getTime() + CEREMONY_MS)
  await forgetPending(prisma, now)
  await prisma.pendingSignIn.create({ data: { hash, ...ceremony, challenge, createdAt: now, expiresAt } })
  return ticket
}

/**
 * The challenge of this ticket, which is used by this call. Null: unknown, of another person, used
 * or expired.
 */
export async function takeChallenge(
  tx: PrismaTx,
  { keyring }: Pick<AuthResources, 'keyring'>,
  { ticket, now, ...ceremony }: Ceremony & { ticket: string },
): Promise<string | null> {
  const hash = new Uint8Array(keyring.hash(ticket))
  const { count } = await tx.pendingSignIn.updateMany({
    where: { hash, ...ceremony, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (count === 0) return null
  const { challenge } = await tx.pendingSignIn.findUniqueOrThrow({ where: { hash }, select: { challenge: true } })
  return challenge
}
