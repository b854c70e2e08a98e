import type { PrismaTx } from '@/lib/db/prisma'

const KEPT_MS = 86_400_000

/** Deletes waiting sign-ins that expired more than a day ago. It is called whenever a new one begins. */
export async function forgetPending(tx: PrismaTx, now: Date): Promise<void> {
  await tx.pendingSignIn.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
}
