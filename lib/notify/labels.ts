import { assertNever } from '@/lib/base/assert-never'
import type {
  AlertEvent,
  IncidentClosed,
  MonitorDown,
  MonitorEvent,
  OutageNotice,
  RunStalled,
} from '@/lib/contract/events'
import { partLabels } from '@/lib/core/views/part-labels'
import { formatDuration, formatInstant, formatTime } from './times'

/** What happened, in one sentence without a full stop: the summary of an event and the subject of a mail. */
export function summarize(event: AlertEvent): string {
  switch (event.type) {
    case 'monitor.down':
      return `${event.monitor.name} is down: ${newsOf(event)}`
    case 'monitor.up':
      return `${event.monitor.name} is up again ${newsOf(event)}`
    case 'run.failed':
    case 'run.stalled':
    case 'incident.closed':
      return `${event.monitor.name}: ${newsOf(event)}`
    case 'channel.failing':
      return `Alerts to ${event.channel.name} do not arrive`
    case 'outage.notice':
      return outageWords(event)
    case 'digest':
      return `${count(event.count, 'alert')} in a short time: ${event.downCount} down, ${event.upCount} up again`
    case 'test':
      return 'This is a test: the channel works'
    default:
      return assertNever(event)
  }
}

function outageWords({ outage, unjudgedCount, inDoubtCount }: OutageNotice): string {
  const away = outage.spans.reduce((ms, span) => ms + Date.parse(span.endedAt) - Date.parse(span.startedAt), 0)
  const length = formatDuration(outage.startedAt, new Date(Date.parse(outage.startedAt) + away).toISOString())
  const inDoubt = inDoubtCount === 0 ? '' : `, ${inDoubtCount.toLocaleString('en-GB')} in doubt`
  return `Lubdub could not take beats for ${length}; ${count(unjudgedCount, 'expected run')} could not be judged${inDoubt}`
}

/** The news about a monitor, in a clause that can follow its name and state. */
export function newsOf(event: MonitorEvent): string {
  switch (event.type) {
    case 'monitor.down':
      return describeReason(event) + pausedNote(event)
    case 'monitor.up':
      return `after ${formatDuration(event.since, event.at)}`
    case 'run.failed':
      return describeReason(event)
    case 'run.stalled':
      return describeStall(event)
    case 'incident.closed':
      return describeClosing(event)
    default:
      return assertNever(event)
  }
}

function pausedNote({ pausedSince, ...event }: MonitorDown): string {
  return pausedSince ? ` (paused since ${formatInstant(pausedSince, zoneOf(event))})` : ''
}

function describeClosing(event: IncidentClosed): string {
  const how = event.reason === 'deleted' ? 'the monitor was deleted' : 'the monitor was paused'
  return `its incident is closed after ${formatDuration(event.since, event.at)}: ${how}`
}

/** The zone in which a monitor's times are shown: its schedule's, else the workspace's. */
export function zoneOf({ monitor, workspace }: Pick<MonitorEvent, 'monitor' | 'workspace'>): string {
  return 'timezone' in monitor.schedule ? monitor.schedule.timezone : workspace.timezone
}

/** Why it happened, in a clause that can follow a colon. Unknown reasons are shown unchanged. */
export function describeReason(event: MonitorEvent): string {
  const { away } = event
  const zone = zoneOf(event)
  const reason = reasonOf(event, zone)
  return away === null
    ? reason
    : `${reason}; Lubdub was away from ${formatTime(away.from, zone)} to ${formatTime(away.to, zone)}`
}

function reasonOf(event: MonitorEvent, zone: string): string {
  const run = event.run === null ? 'a run' : `run ${event.run.number}`
  const where = event.run?.step ? ` in ${event.run.step}` : ''
  const place = hung(event) ?? where
  switch (event.reason) {
    case 'missed':
      return `no run finished by ${formatInstant(event.at, zone)}`
    case 'not_started':
      return `no run started by ${formatInstant(event.at, zone)}`
    case 'timed_out':
      return `${run} did not end within its time limit${place === '' ? '' : ` and was${place}`}`
    case 'silent':
      return `${run} went silent${place}`
    case 'failed':
      return `${run} failed${where}${said(event)}`
    case 'partial':
      return `${run} ended with failed or missing parts`
    case 'part_failed':
      return `${named(event) ?? 'a part'} failed in ${run}${said(event)}`
    case 'step_late':
      return `${named(event) ?? 'a step'} is late in ${run}`
    case 'lost':
      return `${run} never ended${wasOpen(event)} and no success followed`
    case 'recovered':
    case 'first_success':
      return `${run} succeeded`
    default:
      return event.reason
  }
}

const named = ({ part }: MonitorEvent) => (part === null ? null : partLabels(part))

/** The shard that hung, and how many more may hang. Null: none is named. */
function hung(event: MonitorEvent): string | null {
  const name = named(event)
  const more = (event.run?.openShards ?? 0) - 1
  if (name === null) return null
  return ` in ${name}${more > 0 ? ` (${more.toLocaleString('en-GB')} more ${more === 1 ? 'is' : 'are'} open)` : ''}`
}

function wasOpen(event: MonitorEvent): string {
  const name = named(event)
  return name === null ? '' : ` (${name} was open)`
}

const MOST_SAID = 120

/** The job's own message about it, in one short line. */
function said({ message }: MonitorEvent): string {
  const [line = ''] = (message ?? '').trim().split('\n')
  return line === '' ? '' : `: ${line.length > MOST_SAID ? `${line.slice(0, MOST_SAID)}…` : line}`
}

function describeStall(event: RunStalled): string {
  const run = event.run === null ? 'a run' : `run ${event.run.number}`
  const where = event.part ?? event.run?.step ?? run
  const since = event.since === null ? '' : ` for ${formatDuration(event.since, event.at)}`
  return where === run ? `${run} has not moved${since}` : `${where} of ${run} has not moved${since}`
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`
}
