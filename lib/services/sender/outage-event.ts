import type { OutageNotice } from '@/lib/contract/events'
import type { OutageFacts } from '@/lib/db/checker/outage-facts'
import type { Links } from './links'

/** What an outage notice tells besides its envelope, from what the checker wrote down when it made the notice. */
export function outageOf(
  event: Record<string, unknown>,
  links: Links,
): Pick<OutageNotice, 'outage' | 'unjudged' | 'unjudgedCount' | 'openRuns' | 'openRunCount'> {
  const facts = event as unknown as OutageFacts
  const monitor = (id: string, name: string) => ({ id, name, url: links.monitor(id) })
  return {
    outage: facts.outage,
    unjudged: facts.unjudged.map((entry) => ({
      monitor: monitor(entry.monitorId, entry.monitorName),
      expectedAt: entry.expectedAt,
      run: { id: entry.runId, number: entry.runNumber, url: links.run(entry.runId) },
    })),
    unjudgedCount: facts.unjudgedCount,
    openRuns: facts.openRuns.map((run) => ({
      id: run.runId,
      number: run.runNumber,
      url: links.run(run.runId),
      lastBeatAt: run.lastBeatAt,
      monitor: monitor(run.monitorId, run.monitorName),
    })),
    openRunCount: facts.openRunCount,
  }
}
