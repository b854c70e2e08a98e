import type { MonitorEvent } from '@/lib/contract/events'
import type { EventSchedule } from '@/lib/contract/events-shapes'
import { zoneOf } from '../labels'
import { formatBoth, formatDuration } from '../times'
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
      <Facts facts={[...monitorFacts(event), ...(run === null ? [] : runFacts(run, toldWith(event)))]} />
      {run === null ? null : <Steps run={run} at={event.at} />}
      {run === null ? null : <Output run={run} />}
      <Links links={links} />
    </>
  )
}

function toldWith(event: MonitorEvent): Parameters<typeof runFacts>[1] {
  const isNamed = event.run !== null && event.summary.includes(`run ${event.run.number}`)
  return { timezone: zoneOf(event), at: event.at, isNamed }
}

function monitorFacts(event: MonitorEvent): Fact[] {
  const zone = zoneOf(event)
  const { monitor } = event
  const facts: (Fact | null)[] = [
    { label: 'Monitor', value: <Mono>{monitor.name}</Mono> },
    monitor.family === null ? null : { label: 'Family', value: monitor.family },
    event.type === 'monitor.up' || event.type === 'incident.closed'
      ? {
          label: 'Was down',
          value: `from ${formatBoth(event.since, zone)}, for ${formatDuration(event.since, event.at)}`,
        }
      : { label: 'Since', value: formatBoth(sinceOf(event), zone) },
    event.type === 'monitor.down' && event.pausedSince
      ? { label: 'Paused', value: `since ${formatBoth(event.pausedSince, zone)}` }
      : null,
    { label: 'Schedule', value: scheduleText(monitor.schedule, monitor.graceSeconds) },
    monitor.lastSuccessAt === null || event.type === 'monitor.up'
      ? null
      : { label: 'Last success', value: formatBoth(monitor.lastSuccessAt, zone) },
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
