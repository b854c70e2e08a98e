import type { PrismaTx } from '@/lib/db/prisma'

const KEPT_MS = 86_400_000

/** Deletes proofs that were under way and are over for a day; whoever begins one sweeps. */
export async function forgetPending(tx: PrismaTx, now: Date): Promise<void> {
  await tx.pendingSignIn.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
}
