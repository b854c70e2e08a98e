import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { deleteOldHistory, deleteOldIdempotency, deleteOldSigns, listWorkspaceIds } from '@/lib/db/retention/delete-old'
import { readClockLabels } from '@/lib/db/retention/may-delete'
import { dropOldestPartition, ensurePartitions } from '@/lib/db/retention/partitions'
import { deleteOldUsage } from '@/lib/db/retention/usage-days'
import { tryAlone } from '../try-alone'
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
 * deleted. What cannot be deleted is logged, and holds up nothing else.
 */
export async function retain(
  pool: Pool,
  { days, now, log }: { days: number; now: number; log: Log },
): Promise<Retained> {
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
  const usageDaysMade = await rollUpUsage(pool, { now: earlier, log })
  const dropped = await tryAlone(() => dropOldestPartition(pool, { days, now: earlier }), {
    log,
    failed: 'old beats could not be dropped; tried again in an hour',
    about: { days },
  })
  const workspacesPurged = await purgeWorkspaces(pool, { now: earlier, log })
  const monitorsPurged = await purgeMonitors(pool, { now: earlier, log })
  const rowsDeleted = await deleteOldRows(pool, { cutoff: earlier - days * DAY_MS, now: earlier, log })
  const partitionsDropped = dropped?.isDropped ? [dropped.name] : []
  const partitionInTheWay = dropped?.isDropped === false ? dropped.name : null
  const purged = { workspacesPurged, monitorsPurged }
  return { partitionsMade, usageDaysMade, partitionsDropped, partitionInTheWay, rowsDeleted, ...purged, veto }
}

/** Returns how many rows were deleted. */
async function deleteOldRows(
  pool: Pool,
  { cutoff, now, log }: { cutoff: number; now: number; log: Log },
): Promise<number> {
  const failed = 'old data could not be deleted; tried again in an hour'
  const alone = (about: Record<string, string>, work: () => Promise<number>) => tryAlone(work, { log, failed, about })
  let deleted = (await alone({ of: 'idempotency keys' }, () => deleteOldIdempotency(pool, now))) ?? 0
  for (const workspaceId of await listWorkspaceIds(pool)) {
    const about = { workspaceId: toPublicId('wsp', workspaceId) }
    deleted += (await alone(about, () => deleteOldHistory(pool, { workspaceId, cutoff }))) ?? 0
    deleted += (await alone(about, () => deleteOldUsage(pool, { workspaceId, now }))) ?? 0
  }
  await tryAlone(() => deleteOldSigns(pool, cutoff), { log, failed, about: { of: 'outages and processes' } })
  return deleted
}
