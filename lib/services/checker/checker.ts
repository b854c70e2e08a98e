import { readClock } from '@/lib/db/checker/read-clock'
import { checkDue } from './check-due'
import type { CheckerContext } from './context'
import { settleOutages } from './settle-outages'

const AT_ONCE = 200

/**
 * Judges everything that is due by the ingest's clock, and brings outages to their end. While no ingest lives it
 * decides nothing. `onAlerts` is called after each commit that made something to send.
 */
export async function check(ctx: CheckerContext, onAlerts: () => void): Promise<void> {
  const clock = await readClock(ctx.pool)
  if (clock === null) return
  await judgeAll(ctx, { clock, onAlerts })
  const { hasCalled, hasAlerts } = await settleOutages(ctx, clock)
  if (hasAlerts) onAlerts()
  if (!hasCalled) return
  await judgeAll(ctx, { clock, onAlerts })
  const after = await settleOutages(ctx, clock)
  if (after.hasAlerts) onAlerts()
}

async function judgeAll(ctx: CheckerContext, { clock, onAlerts }: { clock: number; onAlerts: () => void }) {
  for (;;) {
    const { claimed, hasAlerts } = await checkDue(ctx, { clock, limit: AT_ONCE })
    if (hasAlerts) onAlerts()
    if (claimed < AT_ONCE) return
  }
}
