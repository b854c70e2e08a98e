import { type Episode, episodesOf } from '@/lib/core'
import { areOutagesSettled, listUntoldOutages, type OutageEpisode, sweepOutages } from '@/lib/db/checker/outages'
import { saveNotices } from '@/lib/db/checker/save-notices'
import { withTransaction } from '@/lib/db/transaction'
import type { CheckerContext } from './context'

const SWEEP_AT_ONCE = 2_000

/**
 * Brings outages that clients have recovered from to their end: calls the monitors that they may concern to attention,
 * and once all of these are judged tells each workspace, once, what could not be or is in doubt. Safe in any number of
 * workers. `hasCalled`: there is something to judge now. `hasAlerts`: there is something to send.
 */
export async function settleOutages(
  { pool, log }: CheckerContext,
  clock: number,
): Promise<{ hasCalled: boolean; hasAlerts: boolean }> {
  let hasCalled = false
  let hasAlerts = false
  const known = await listUntoldOutages(pool, clock)
  for (const episode of episodesOf(known)) {
    const outages = known.filter(({ isTold, ...outage }) => !isTold && isPartOf(outage, episode))
    if (episode.recoversAt > clock || outages.length === 0) continue
    const together: OutageEpisode = {
      seqs: outages.map(({ seq }) => seq),
      startedAt: Math.min(...outages.map(({ startedAt }) => startedAt)),
      endedAt: Math.max(...outages.map(({ endedAt }) => endedAt)),
      recoversAt: episode.recoversAt,
      isSwept: outages.every(({ isSwept }) => isSwept),
    }
    if (!together.isSwept && !(await sweepOutages(pool, together, SWEEP_AT_ONCE))) {
      hasCalled = true
      continue
    }
    const told = await withTransaction(pool, async (client) =>
      (await areOutagesSettled(client, together)) ? saveNotices(client, together) : null,
    )
    if (told === null) hasCalled = true
    else if (told > 0) {
      hasAlerts = true
      log.info({ outages: together.seqs, deliveries: told }, 'the workspaces are told of an outage')
    }
  }
  return { hasCalled, hasAlerts }
}

function isPartOf({ startedAt }: { startedAt: number }, episode: Episode): boolean {
  return startedAt >= episode.startedAt && startedAt <= episode.recoversAt
}
