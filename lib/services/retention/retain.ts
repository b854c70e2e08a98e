import type { Pool } from 'pg'
import { deleteOldHistory, deleteOldIdempotency, deleteOldSigns, listWorkspaceIds } from '@/lib/db/retention/delete-old'
import { dropOldPartitions, ensurePartitions } from '@/lib/db/retention/partitions'
import { deleteOldUsage } from '@/lib/db/retention/usage-days'
import { purgeWorkspaces } from './purge-workspaces'
import { rollUpUsage } from './roll-up-usage'

const DAY_MS = 86_400_000
const AHEAD_DAYS = 9

export interface Retained {
  partitionsMade: number
  usageDaysMade: number
  partitionsDropped: string[]
  rowsDeleted: number
  workspacesPurged: string[]
}

/**
 * Makes the partitions of beats of the next days, keeps how many beats the past ones had, and forgets what is older than
 * `days`. In bounded batches, so that nobody waits for it; several workers may do it at the same time.
 */
export async function retain(pool: Pool, { days, now }: { days: number; now: number }): Promise<Retained> {
  const partitionsMade = await ensurePartitions(pool, AHEAD_DAYS)
  const usageDaysMade = await rollUpUsage(pool, { now })
  const partitionsDropped = await dropOldPartitions(pool, days)
  const cutoff = now - days * DAY_MS
  const workspacesPurged = await purgeWorkspaces(pool, { now })
  let rowsDeleted = await deleteOldIdempotency(pool)
  for (const workspaceId of await listWorkspaceIds(pool)) {
    rowsDeleted += await deleteOldHistory(pool, { workspaceId, cutoff })
    rowsDeleted += await deleteOldUsage(pool, { workspaceId, now })
  }
  await deleteOldSigns(pool, cutoff)
  return { partitionsMade, usageDaysMade, partitionsDropped, rowsDeleted, workspacesPurged }
}
