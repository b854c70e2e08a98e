import { isOutageSettled, listUntoldOutages, sweepOutage } from '@/lib/db/checker/outages'
import { saveNotices } from '@/lib/db/checker/save-notices'
import { withTransaction } from '@/lib/db/transaction'
import type { CheckerContext } from './context'

const SWEEP_AT_ONCE = 2_000

/**
 * Brings outages that clients have recovered from to their end: calls the monitors that they may concern to attention,
 * and once all of these are judged tells each workspace, once, what could not be. Safe in any number of workers.
 * `hasCalled`: there is something to judge now. `hasAlerts`: there is something to send.
 */
export async function settleOutages(
  { pool, log }: CheckerContext,
  clock: number,
): Promise<{ hasCalled: boolean; hasAlerts: boolean }> {
  let hasCalled = false
  let hasAlerts = false
  for (const outage of await listUntoldOutages(pool, clock)) {
    if (!outage.isSwept && !(await sweepOutage(pool, outage, SWEEP_AT_ONCE))) {
      hasCalled = true
      continue
    }
    const told = await withTransaction(pool, async (client) =>
      (await isOutageSettled(client, outage)) ? saveNotices(client, outage) : null,
    )
    if (told === null) hasCalled = true
    else if (told > 0) {
      hasAlerts = true
      log.info({ outage: outage.seq, deliveries: told }, 'the workspaces are told of an outage')
    }
  }
  return { hasCalled, hasAlerts }
}
