import type { OutageNotice } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import type { OutageFacts, UnjudgedFacts } from '@/lib/db/checker/outage-facts'
import type { Links } from './links'

/** The fields of an outage notice after its envelope, from the facts that the checker stored. */
export function outageOf(
  event: Record<string, unknown>,
  links: Links,
): Pick<
  OutageNotice,
  'outage' | 'unjudged' | 'unjudgedCount' | 'inDoubt' | 'inDoubtCount' | 'openRuns' | 'openRunCount'
> {
  const facts = event as unknown as OutageFacts
  const monitor = (id: string, name: string) => ({ id: toPublicId('mon', id), name, url: links.monitor(id) })
  const run = ({ runId, runNumber }: UnjudgedFacts) =>
    runId === null || runNumber === null
      ? null
      : { id: toPublicId('run', runId), number: runNumber, url: links.run(runId) }
  return {
    outage: { ...facts.outage, spans: facts.outage.spans ?? [spanOf(facts.outage)] },
    unjudged: facts.unjudged.map((entry) => ({
      monitor: monitor(entry.monitorId, entry.monitorName),
      expectedAt: entry.expectedAt,
      run: run(entry),
    })),
    unjudgedCount: facts.unjudgedCount,
    inDoubt: (facts.inDoubt ?? []).map((entry) => ({
      monitor: monitor(entry.monitorId, entry.monitorName),
      expectedAt: entry.expectedAt,
      deadlineAt: entry.deadlineAt ?? entry.expectedAt,
      run: run(entry),
    })),
    inDoubtCount: facts.inDoubtCount ?? 0,
    openRuns: facts.openRuns.map((run) => ({
      id: toPublicId('run', run.runId),
      number: run.runNumber,
      url: links.run(run.runId),
      lastBeatAt: run.lastBeatAt,
      monitor: monitor(run.monitorId, run.monitorName),
    })),
    openRunCount: facts.openRunCount,
  }
}

function spanOf({ startedAt, endedAt }: OutageFacts['outage']) {
  return { startedAt, endedAt }
}
