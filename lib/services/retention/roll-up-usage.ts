import type { Pool } from 'pg'
import { NO_ID } from '@/lib/base/ids'
import { listClosedDays, rollUpDay } from '@/lib/db/retention/usage-days'

/**
 * Stores how many beats each workspace had on each past day, a few workspaces at a time. Missed
 * days are counted later while their beats exist. Several workers may run it at the same time.
 * Returns how many (workspace, day) counts are new.
 */
export async function rollUpUsage(pool: Pool, { now }: { now: number }): Promise<number> {
  let made = 0
  for (const day of await listClosedDays(pool, now)) {
    for (let after: string | null = NO_ID; after !== null; ) {
      const bite = await rollUpDay(pool, { day, after })
      made += bite.made
      after = bite.last
    }
  }
  return made
}
