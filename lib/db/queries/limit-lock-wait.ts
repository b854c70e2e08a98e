import type { PrismaTx } from '../prisma'

/** From here on the transaction waits at most 2 s for a lock, as on the pg client: the sender, beats or the checker may hold the row. */
export async function limitLockWait(tx: PrismaTx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', '2s', true)`
}
