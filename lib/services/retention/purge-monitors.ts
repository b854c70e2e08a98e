import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { DELETED_MONITOR_DAYS } from '@/lib/contract/monitors'
import { listOverdueMonitors, purgeMonitor } from '@/lib/db/retention/purge-monitors'
import { tryAlone } from '../try-alone'

const DAY_MS = 86_400_000

/**
 * Deletes monitors for good that were deleted long enough before `now` (ms), with everything that is theirs. Goes on where another
 * worker stopped, and after one that cannot be deleted. Answers the ids of those that this one deleted.
 */
export async function purgeMonitors(pool: Pool, { now, log }: { now: number; log: Log }): Promise<string[]> {
  const cutoff = now - DELETED_MONITOR_DAYS * DAY_MS
  const purged: string[] = []
  for (const monitor of await listOverdueMonitors(pool, cutoff)) {
    const { monitorId } = monitor
    const isGone = await tryAlone(() => purgeMonitor(pool, monitor, cutoff), {
      log,
      failed: 'a monitor could not be deleted for good; tried again in an hour',
      about: { monitorId: toPublicId('mon', monitorId) },
    })
    if (isGone) purged.push(monitorId)
  }
  return purged
}
