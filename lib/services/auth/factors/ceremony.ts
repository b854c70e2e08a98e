import { newSecret } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'
import { forgetPending } from '../forget-pending'
import type { AuthResources } from '../resources'

/** How long a browser may take to answer, in milliseconds: 5 minutes. */
export const CEREMONY_MS = 300_000

interface Ceremony {
  purpose: 'passkey' | 'register_passkey' | 'sudo'
  /** Null: the passkey will tell whose it is. */
  userId: string | null
  now: Date
}

/** Remembers what a passkey was asked to sign; answers the ticket under which it may be used, once. */
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

/** What was asked under this ticket, which ends with it. Null: unknown, of someone else, used or too old. */
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
