import type { Pool } from 'pg'
import { listClosedDays, rollUpDay } from '@/lib/db/retention/usage-days'

/**
 * Keeps how many beats each workspace had on each day that is over, a few workspaces at a time. Days that were missed are
 * made up for while their beats are there. Several workers may do it at once. Answers how many days of workspaces are new.
 */
export async function rollUpUsage(pool: Pool, { now }: { now: number }): Promise<number> {
  let made = 0
  for (const day of await listClosedDays(pool, now)) {
    for (let after: string | null = ''; after !== null; ) {
      const bite = await rollUpDay(pool, { day, after })
      made += bite.made
      after = bite.last
    }
  }
  return made
}
