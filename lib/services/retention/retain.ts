import type { Pool } from 'pg'
import { deleteOldHistory, deleteOldIdempotency, deleteOldSigns, listWorkspaceIds } from '@/lib/db/retention/delete-old'
import { readClockLabels } from '@/lib/db/retention/may-delete'
import { dropOldestPartition, ensurePartitions } from '@/lib/db/retention/partitions'
import { deleteOldUsage } from '@/lib/db/retention/usage-days'
import { purgeMonitors } from './purge-monitors'
import { purgeWorkspaces } from './purge-workspaces'
import { rollUpUsage } from './roll-up-usage'

const DAY_MS = 86_400_000
const AHEAD_DAYS = 9
const CLOCKS_APART_MS = 3_600_000

export interface Retained {
  partitionsMade: number
  usageDaysMade: number
  partitionsDropped: string[]
  /** The oldest partition, if it is too old and others hold a lock on it. Null: none. */
  partitionInTheWay: string | null
  rowsDeleted: number
  workspacesPurged: string[]
  monitorsPurged: string[]
  /** Why nothing was deleted in this pass. Null: old data was deleted. */
  veto: string | null
}

/**
 * Creates the partitions of beats for the next days, stores the number of beats of past days, and
 * deletes what is older than `days`. It works in limited batches, so that nothing waits for it;
 * several workers may run it at the same time. `now`: this process's clock (ms). The earlier of it
 * and the database's clock decides what is old; if they differ by more than an hour, nothing is
 * deleted.
 */
export async function retain(pool: Pool, { days, now }: { days: number; now: number }): Promise<Retained> {
  const partitionsMade = await ensurePartitions(pool, AHEAD_DAYS)
  const words = await readClockLabels(pool)
  const areApart = Math.abs(words.databaseNow - now) > CLOCKS_APART_MS
  const veto = words.veto ?? (areApart ? 'the clocks of database and worker are more than an hour apart' : null)
  const nothing = {
    partitionsDropped: [],
    partitionInTheWay: null,
    rowsDeleted: 0,
    workspacesPurged: [],
    monitorsPurged: [],
    usageDaysMade: 0,
  }
  if (veto !== null) return { ...nothing, partitionsMade, veto }

  const earlier = Math.min(now, words.databaseNow)
  const usageDaysMade = await rollUpUsage(pool, { now: earlier })
  const dropped = await dropOldestPartition(pool, { days, now: earlier })
  const cutoff = earlier - days * DAY_MS
  const workspacesPurged = await purgeWorkspaces(pool, { now: earlier })
  const monitorsPurged = await purgeMonitors(pool, { now: earlier })
  let rowsDeleted = await deleteOldIdempotency(pool, earlier)
  for (const workspaceId of await listWorkspaceIds(pool)) {
    rowsDeleted += await deleteOldHistory(pool, { workspaceId, cutoff })
    rowsDeleted += await deleteOldUsage(pool, { workspaceId, now: earlier })
  }
  await deleteOldSigns(pool, cutoff)
  const partitionsDropped = dropped?.isDropped ? [dropped.name] : []
  const partitionInTheWay = dropped?.isDropped === false ? dropped.name : null
  const purged = { workspacesPurged, monitorsPurged }
  return { partitionsMade, usageDaysMade, partitionsDropped, partitionInTheWay, rowsDeleted, ...purged, veto }
}
