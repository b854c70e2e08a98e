import type { Pool } from 'pg'
import { DELETED_MONITOR_DAYS } from '@/lib/contract/monitors'
import { listOverdueMonitors, purgeMonitor } from '@/lib/db/retention/purge-monitors'

const DAY_MS = 86_400_000

/**
 * Deletes monitors for good that were deleted long enough before `now` (ms), with everything that is theirs. Goes on where another
 * worker stopped. Answers the ids of those that this one deleted.
 */
export async function purgeMonitors(pool: Pool, { now }: { now: number }): Promise<string[]> {
  const cutoff = now - DELETED_MONITOR_DAYS * DAY_MS
  const purged: string[] = []
  for (const monitor of await listOverdueMonitors(pool, cutoff)) {
    if (await purgeMonitor(pool, monitor, cutoff)) purged.push(monitor.monitorId)
  }
  return purged
}
