import { assertNever } from '@/lib/base/assert-never'
import { type AlertEvent, EVENT_VERSION, type MonitorEvent } from '@/lib/contract/events'
import type { EventMonitor, EventRun } from '@/lib/contract/events-shapes'
import type { EventFacts, MonitorFacts, RunFacts } from '@/lib/db/sender/load-facts'
import type { DigestMembers } from '@/lib/db/sender/load-members'
import { summarize } from '@/lib/notify/words'
import type { Links } from './links'
import { outageOf } from './outage-event'
import { whereItStood } from './where-it-stood'

/**
 * The event of a delivery as it is told: to every kind of channel, on every try. `members` are those of a digest.
 * @throws Error when the monitor of a monitor's event is not there.
 */
export function buildEvent(
  facts: EventFacts,
  { links, members }: { links: Links; members?: DigestMembers },
): AlertEvent {
  const event = withoutSummary(facts, { links, members })
  return { ...event, summary: summarize(event) }
}

function withoutSummary(facts: EventFacts, { links, members }: { links: Links; members?: DigestMembers }): AlertEvent {
  const envelope = {
    id: facts.id,
    version: EVENT_VERSION,
    at: facts.event.at,
    summary: '',
    workspace: { id: facts.workspaceId, ...facts.workspace },
  } as const
  switch (facts.type) {
    case 'monitor.down':
    case 'monitor.up':
    case 'run.failed':
    case 'run.stalled':
      return monitorEvent(facts, { links, envelope, type: facts.type })
    case 'outage.notice':
      return { ...envelope, type: facts.type, ...outageOf(facts.event, links) }
    case 'digest':
      return { ...envelope, type: facts.type, url: links.monitors, ...digestOf(members, links) }
    case 'test':
      return { ...envelope, type: facts.type }
    default:
      return assertNever(facts.type)
  }
}

type Envelope = Pick<AlertEvent, 'id' | 'version' | 'at' | 'summary' | 'workspace'>

function monitorEvent(
  { monitor, run, incident, event }: EventFacts,
  { links, envelope, type }: { links: Links; envelope: Envelope; type: MonitorEvent['type'] },
): MonitorEvent {
  if (monitor === null) throw new Error('The monitor is not there any more.')
  const part = event.part ?? null
  const about = {
    ...envelope,
    monitor: monitorOf(monitor, links),
    reason: event.reason ?? 'unknown',
    part,
    away: event.away ?? null,
    run: run === null ? null : runOf(run, { links, part }),
  }
  const told = incident && {
    id: incident.id,
    openedAt: iso(incident.openedAt),
    closedAt: type === 'monitor.up' ? isoOrNull(incident.closedAt) : null,
    reason: incident.reason,
  }
  switch (type) {
    case 'monitor.down':
      return { type, ...about, since: envelope.at, incident: told }
    case 'monitor.up':
      return { type, ...about, since: told?.openedAt ?? envelope.at, incident: told }
    case 'run.failed':
      return { type, ...about }
    case 'run.stalled':
      return { type, ...about, since: isoOrNull(run?.stalledFromAt ?? null) }
    default:
      return assertNever(type)
  }
}

function monitorOf(monitor: MonitorFacts, links: Links): EventMonitor {
  return {
    id: monitor.id,
    name: monitor.name,
    family: monitor.family,
    url: links.monitor(monitor.id),
    runbook: monitor.runbook,
    status: monitor.status,
    schedule: monitor.schedule,
    graceSeconds: monitor.graceSeconds,
    expectedAt: isoOrNull(monitor.expectedAt),
    lastBeatAt: isoOrNull(monitor.lastBeatAt),
    lastSuccessAt: isoOrNull(monitor.lastSuccessAt),
  }
}

function runOf(run: RunFacts, { links, part }: { links: Links; part: string | null }): EventRun {
  const { steps, detail, stalledFromAt, ...rest } = run
  return {
    ...rest,
    url: links.run(run.id),
    startedAt: isoOrNull(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
    lastBeatAt: iso(run.lastBeatAt),
    host: textOrNull(detail?.host),
    logUrl: textOrNull(detail?.url),
    step: run.state === 'succeeded' ? null : whereItStood(steps, part),
    steps: steps.map(({ lastBeatAt, ...step }) => ({
      ...step,
      startedAt: iso(step.startedAt),
      endedAt: isoOrNull(step.endedAt),
    })),
  }
}

function digestOf(members: DigestMembers | undefined, links: Links) {
  return {
    count: members?.count ?? 0,
    downCount: members?.downCount ?? 0,
    upCount: members?.upCount ?? 0,
    events: (members?.members ?? []).map(({ monitorId, monitorName, ...member }) => ({
      ...member,
      monitor: { id: monitorId, name: monitorName, url: links.monitor(monitorId) },
    })),
  }
}

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
