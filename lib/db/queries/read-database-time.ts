import type { WorkspaceTx } from '../workspace-db'

/** The time of the database's clock now, which goes on within a transaction. */
export async function readDatabaseTime(tx: WorkspaceTx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  return new Date(row!.now)
}
