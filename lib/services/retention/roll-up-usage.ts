import type { Pool } from 'pg'
import { NO_ID } from '@/lib/base/ids'
import type { Log } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { isOwnFault } from '@/lib/db/pg-errors'
import { listClosedDays, listUncounted, rollUpDay } from '@/lib/db/retention/usage-days'
import { tryAlone } from '../try-alone'

/**
 * Stores how many beats each workspace had on each past day, a few workspaces at a time. Missed
 * days are counted later while their beats exist, and one that cannot be counted holds up no other.
 * Several workers may run it at the same time. Returns how many (workspace, day) counts are new.
 */
export async function rollUpUsage(pool: Pool, { now, log }: { now: number; log: Log }): Promise<number> {
  let made = 0
  for (const day of await listClosedDays(pool, now)) {
    for (let after: string | undefined = NO_ID; after !== undefined; ) {
      const workspaceIds: string[] = await listUncounted(pool, { day, after })
      made += await rollUpSome(pool, { day, workspaceIds, log })
      after = workspaceIds.at(-1)
    }
  }
  return made
}

/** Together, or each on its own where one of them cannot be counted. */
async function rollUpSome(
  pool: Pool,
  { day, workspaceIds, log }: { day: string; workspaceIds: readonly string[]; log: Log },
): Promise<number> {
  if (workspaceIds.length === 0) return 0
  try {
    return await rollUpDay(pool, { day, workspaceIds })
  } catch (error) {
    if (!isOwnFault(error)) throw error
  }
  let made = 0
  for (const id of workspaceIds) {
    const one = await tryAlone(() => rollUpDay(pool, { day, workspaceIds: [id] }), {
      log,
      failed: 'the beats of a day could not be counted; tried again in an hour',
      about: { workspaceId: toPublicId('wsp', id), day },
    })
    made += one ?? 0
  }
  return made
}
