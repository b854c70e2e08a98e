import { assertNever } from '@/lib/base/assert-never'
import { type AlertEvent, type ChannelFailing, EVENT_VERSION, type MonitorEvent } from '@/lib/contract/events'
import type { EventMonitor, EventRun } from '@/lib/contract/events-shapes'
import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import { deriveRunState, numbersOf, shownRun } from '@/lib/core'
import type { EventFacts, MonitorFacts, RunFacts } from '@/lib/db/sender/event-facts'
import type { FailingFacts } from '@/lib/db/sender/failing-channels'
import type { DigestMembers } from '@/lib/db/sender/load-members'
import { summarize } from '@/lib/notify/labels'
import { currentStep, whereItHung } from './current-step'
import type { Links } from './links'
import { outageOf } from './outage-event'

/**
 * The event of a delivery, the same for every kind of channel and every try. `members`: those of a
 * digest.
 * @throws Error when the event is about a monitor that does not exist.
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
    id: toPublicId('dlv', facts.id),
    version: EVENT_VERSION,
    at: facts.event.at,
    summary: '',
    workspace: { ...facts.workspace, id: toPublicId('wsp', facts.workspaceId) },
  } as const
  switch (facts.type) {
    case 'monitor.down':
    case 'monitor.up':
    case 'run.failed':
    case 'run.stalled':
    case 'incident.closed':
      return monitorEvent(facts, { links, envelope, type: facts.type })
    case 'outage.notice':
      return { ...envelope, type: facts.type, ...outageOf(facts.event, links) }
    case 'digest':
      return { ...envelope, type: facts.type, url: links.monitors, ...digestOf(members, links) }
    case 'channel.failing':
      return { ...envelope, type: facts.type, ...failingOf(facts.event, links) }
    case 'test':
      return { ...envelope, type: facts.type }
    default:
      return assertNever(facts.type)
  }
}

type Envelope = Pick<AlertEvent, 'id' | 'version' | 'at' | 'summary' | 'workspace'>

function monitorEvent(
  { monitor, run, incident, event, message }: EventFacts,
  { links, envelope, type }: { links: Links; envelope: Envelope; type: MonitorEvent['type'] },
): MonitorEvent {
  if (monitor === null) throw new Error('The monitor no longer exists.')
  const part = event.part ?? (run === null ? null : whereItHung(run))
  const about = {
    ...envelope,
    monitor: monitorOf(monitor, links),
    reason: event.reason ?? 'unknown',
    part,
    message,
    away: event.away ?? null,
    run: run === null ? null : runOf(run, { links, part, at: envelope.at }),
  }
  const incidentView = incident && {
    id: toPublicId('inc', incident.id),
    openedAt: iso(incident.openedAt),
    closedAt: type === 'monitor.up' || type === 'incident.closed' ? isoOrNull(incident.closedAt) : null,
    reason: incident.reason,
  }
  switch (type) {
    case 'monitor.down':
      return { type, ...about, since: envelope.at, incident: incidentView, pausedSince: isoOrNull(monitor.pausedSince) }
    case 'monitor.up':
    case 'incident.closed':
      return { type, ...about, since: incidentView?.openedAt ?? envelope.at, incident: incidentView }
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
    id: toPublicId('mon', monitor.id),
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

function runOf(run: RunFacts, { links, part, at }: { links: Links; part: string | null; at: string }): EventRun {
  const { id, number, key, attempt, state, steps, detail, message, output, outputTruncated } = run
  return {
    id: toPublicId('run', id),
    number,
    key,
    attempt,
    state,
    url: links.run(run.id),
    startedAt: isoOrNull(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
    lastBeatAt: iso(run.lastBeatAt),
    ...numbersAt(run, Date.parse(at)),
    message,
    host: textOrNull(detail?.host),
    logUrl: textOrNull(detail?.url),
    ...placeOf(run, part),
    steps: steps.map(({ lastBeatAt, ...step }) => ({
      ...step,
      startedAt: iso(step.startedAt),
      endedAt: isoOrNull(step.endedAt),
    })),
    output,
    outputTruncated,
  }
}

function placeOf({ state, steps, tallies }: RunFacts, part: string | null): Pick<EventRun, 'step' | 'openShards'> {
  const step = state === 'succeeded' ? null : currentStep(steps, part)
  const shards = tallies.find((tally) => tally.ofShards && tally.step === (step ?? ''))
  return { step, openShards: shards?.running ?? null }
}

/** The run's numbers at the time of the event: a run that was silent or stalled then has no rate. */
function numbersAt(run: RunFacts, now: number) {
  const isMoving = shownRun(deriveRunState(run, run, now)) === 'running'
  const { attempt, ...rest } = run
  const { endsAt, ...numbers } = numbersOf({ ...rest, own: run, isRun: true, attempt, isMoving, now })
  return { ...numbers, endsAt: isoOrNull(endsAt) }
}

function digestOf(members: DigestMembers | undefined, links: Links) {
  return {
    count: members?.count ?? 0,
    downCount: members?.downCount ?? 0,
    upCount: members?.upCount ?? 0,
    events: (members?.members ?? []).map(({ monitorId, monitorName, ...member }) => ({
      ...member,
      id: toPublicId('dlv', member.id),
      runId: toPublicIdOrNull('run', member.runId),
      monitor: { id: toPublicId('mon', monitorId), name: monitorName, url: links.monitor(monitorId) },
    })),
  }
}

function failingOf(event: Record<string, unknown>, links: Links): Pick<ChannelFailing, 'channel' | 'since' | 'reason'> {
  const { channelId, channelName, channelKind, at, reason } = event as unknown as FailingFacts
  return {
    channel: { id: toPublicId('chn', channelId), name: channelName, kind: channelKind, url: links.channel(channelId) },
    since: at,
    reason,
  }
}

const iso = (at: number) => new Date(at).toISOString()
const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
