import { type Episode, episodesOf } from '@/lib/core'
import { areOutagesJudged, listUnnotifiedOutages, markAffected, type OutageEpisode } from '@/lib/db/checker/outages'
import { saveNotices } from '@/lib/db/checker/save-notices'
import { withTransaction } from '@/lib/db/transaction'
import type { CheckerContext } from './context'

const MARK_AT_ONCE = 2_000

/**
 * Closes outages whose recovery window has ended. It marks the affected monitors for a check. When
 * all of these are judged, it creates one notice per workspace about what is unjudged or in doubt.
 * Any number of workers may run it. `hasMarked`: there is something to judge now. `hasAlerts`:
 * there is something to send.
 */
export async function closeOutages(
  { pool, log }: CheckerContext,
  clock: number,
): Promise<{ hasMarked: boolean; hasAlerts: boolean }> {
  let hasMarked = false
  let hasAlerts = false
  const known = await listUnnotifiedOutages(pool, clock)
  for (const episode of episodesOf(known)) {
    const outages = known.filter(({ isNotified, ...outage }) => !isNotified && isPartOf(outage, episode))
    if (episode.recoversAt > clock || outages.length === 0) continue
    const merged: OutageEpisode = {
      seqs: outages.map(({ seq }) => seq),
      startedAt: Math.min(...outages.map(({ startedAt }) => startedAt)),
      endedAt: Math.max(...outages.map(({ endedAt }) => endedAt)),
      recoversAt: episode.recoversAt,
      isMarked: outages.every(({ isMarked }) => isMarked),
    }
    if (!merged.isMarked && !(await markAffected(pool, merged, MARK_AT_ONCE))) {
      hasMarked = true
      continue
    }
    const notified = await withTransaction(pool, async (client) =>
      (await areOutagesJudged(client, merged)) ? saveNotices(client, merged) : null,
    )
    if (notified === null) hasMarked = true
    else if (notified > 0) {
      hasAlerts = true
      log.info({ outages: merged.seqs, deliveries: notified }, 'the notices of an outage are queued')
    }
  }
  return { hasMarked, hasAlerts }
}

function isPartOf({ startedAt }: { startedAt: number }, episode: Episode): boolean {
  return startedAt >= episode.startedAt && startedAt <= episode.recoversAt
}
