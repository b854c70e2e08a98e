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
  /** The oldest partition, where it is too old and others hold it. */
  partitionInTheWay: string | null
  rowsDeleted: number
  workspacesPurged: string[]
  monitorsPurged: string[]
  /** Why nothing was deleted in this pass. Null: what is old was. */
  veto: string | null
}

/**
 * Makes the partitions of beats of the next days, keeps how many beats the past ones had, and forgets what is older than
 * `days`. In bounded batches, so that nobody waits for it; several workers may do it at the same time. `now` is this process's clock (ms):
 * the earlier of it and the database's decides what is old, and when the two are more than an hour apart nothing is deleted.
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
