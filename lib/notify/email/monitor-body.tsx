import type { MonitorEvent } from '@/lib/contract/events'
import type { EventSchedule } from '@/lib/contract/events-shapes'
import { formatDuration, formatInstant } from '../times'
import { describeReason } from '../words'
import { type Fact, Facts, Links, Mono } from './mail-parts'
import { Output, runFacts, Steps } from './run-facts'

export function MonitorBody({ event }: { event: MonitorEvent }) {
  const { run, monitor } = event
  const links = [
    ...(run === null ? [] : [{ label: 'Open the run', url: run.url }]),
    { label: 'Open the monitor', url: monitor.url },
    ...(monitor.runbook === null ? [] : [{ label: 'Runbook', url: monitor.runbook }]),
    ...(run?.logUrl ? [{ label: 'Log', url: run.logUrl }] : []),
  ].filter((link) => /^https?:\/\//i.test(link.url))
  return (
    <>
      <Facts facts={[...monitorFacts(event), ...(run === null ? [] : runFacts(run, zoneAndEnd(event)))]} />
      {run === null ? null : <Steps run={run} at={event.at} />}
      {run === null ? null : <Output run={run} />}
      <Links links={links} />
    </>
  )
}

function zoneAndEnd(event: MonitorEvent): { timezone: string; at: string } {
  return { timezone: event.workspace.timezone, at: event.at }
}

function monitorFacts(event: MonitorEvent): Fact[] {
  const zone = event.workspace.timezone
  const { monitor } = event
  const facts: (Fact | null)[] = [
    { label: 'Monitor', value: <Mono>{monitor.name}</Mono> },
    monitor.family === null ? null : { label: 'Family', value: monitor.family },
    event.type === 'monitor.up' ? null : { label: 'What', value: describeReason(event) },
    event.type === 'monitor.up'
      ? {
          label: 'Was down',
          value: `from ${formatInstant(event.since, zone)}, for ${formatDuration(event.since, event.at)}`,
        }
      : { label: 'Since', value: formatInstant(sinceOf(event), zone) },
    { label: 'Schedule', value: scheduleText(monitor.schedule, monitor.graceSeconds) },
    monitor.lastSuccessAt === null || event.type === 'monitor.up'
      ? null
      : { label: 'Last success', value: formatInstant(monitor.lastSuccessAt, zone) },
  ]
  return facts.filter((fact) => fact !== null)
}

function sinceOf(event: MonitorEvent): string {
  if (event.type === 'run.failed') return event.at
  return event.since ?? event.at
}

function scheduleText(schedule: EventSchedule, graceSeconds: number): string {
  const grace = `, grace ${secondsText(graceSeconds)}`
  if (schedule.type === 'none') return 'none: only runs are watched'
  if (schedule.type === 'interval') return `every ${secondsText(schedule.seconds)}${grace}`
  return `${schedule.expression} (${schedule.timezone})${grace}`
}

function secondsText(seconds: number): string {
  const epoch = new Date(0).toISOString()
  return formatDuration(epoch, new Date(seconds * 1000).toISOString())
}
