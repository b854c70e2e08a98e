import { groupBy } from '@/bench/support/group-by'
import type { Report } from '@/bench/support/report'
import type { SinkLine } from '@/bench/support/webhook-sink'
import type { Job } from './jobs'
import type { FlipRow, Truth } from './read-truth'

/** Whether a flip has an alert: to down, and from down to up. */
export function isNotified({ from, to }: Pick<FlipRow, 'from' | 'to'>): boolean {
  return to === 'down' || (from === 'down' && to === 'up')
}

export interface ExpectedAlert {
  channel: string
  monitor: string
  type: string
  at: number
}

export function expectedAlerts(flips: readonly FlipRow[], jobs: readonly Job[]): ExpectedAlert[] {
  const channels = new Map(jobs.map((job) => [job.monitor, job.channels]))
  return flips
    .filter(isNotified)
    .flatMap(({ monitor, to, at }) =>
      (channels.get(monitor) ?? []).map((channel) => ({ channel, monitor, type: `monitor.${to}`, at: Math.floor(at) })),
    )
}

export const alertName = ({ channel, monitor, type, at }: ExpectedAlert) => `${channel} ${monitor} ${type} ${at}`

/** Ids under which each alert was taken by the sink, by alert. */
export function takenAlerts(lines: readonly SinkLine[]): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>()
  for (const { channel, alerts, answer } of lines) {
    if (answer !== 'ok') continue
    for (const { id, monitor, type, at } of alerts) {
      const name = alertName({ channel, monitor, type, at })
      taken.set(name, (taken.get(name) ?? new Set()).add(id))
    }
  }
  return taken
}

/** What arrived at the sink, against the flips. */
export function checkAlerts(
  report: Report,
  { lines, truth, jobs }: { lines: SinkLine[]; truth: Truth; jobs: Job[] },
): void {
  const expected = expectedAlerts(truth.flips, jobs)
  const taken = takenAlerts(lines)
  report.none(
    'every expected alert arrived',
    expected.filter((alert) => !taken.has(alertName(alert))),
  )
  report.none(
    'each under one id, in a message of its own or in one digest',
    [...taken].filter(([, ids]) => ids.size !== 1).map(([name, ids]) => ({ name, ids: [...ids] })),
  )
  const names = new Set(expected.map(alertName))
  report.none(
    'no alert was false: each is about a stored flip',
    lines.flatMap(({ channel, alerts, webhookId }) =>
      alerts.filter((a) => !names.has(alertName({ channel, ...a }))).map((a) => ({ webhookId, channel, ...a })),
    ),
  )
  report.none(
    'every message is signed by its channel',
    lines.filter((line) => line.signatureFault !== null),
  )
  report.none('an up never arrives before its down', overtaken(lines))
  checkDeliveries(report, { truth, jobs })
  report.none(
    'each outage is sent at most once to a channel',
    [
      ...groupBy(
        lines.filter((l) => l.outage !== null),
        (l) => `${l.channel} ${l.outage!.seq}`,
      ),
    ]
      .map(([name, told]) => ({ name, ids: [...new Set(told.map((l) => l.webhookId))] }))
      .filter(({ ids }) => ids.length > 1),
  )
}

function checkDeliveries(report: Report, { truth, jobs }: { truth: Truth; jobs: Job[] }): void {
  const channels = new Map(jobs.map((job) => [job.monitor, job.channels]))
  const byFlip = groupBy(
    truth.deliveries.filter((d) => d.flip !== null),
    (d) => d.flip!,
  )
  report.none(
    'each flip with an alert has one delivery for each channel, the others have none',
    truth.flips
      .map((flip) => ({
        flip,
        wanted: isNotified(flip) ? (channels.get(flip.monitor) ?? []).toSorted() : [],
        found: (byFlip.get(flip.id) ?? []).map((d) => d.channel).sort(),
      }))
      .filter(({ wanted, found }) => wanted.join() !== found.join()),
  )
  report.none(
    'no delivery is leased for ever',
    truth.deliveries.filter((d) => d.isLeaseOverdue),
  )
  report.none(
    'no delivery is a dead letter',
    truth.deliveries.filter((d) => d.state === 'dead'),
  )
}

/** Taken in an order in which the later flip of a monitor came first. */
function overtaken(lines: readonly SinkLine[]): object[] {
  const newest = new Map<string, number>()
  const wrong: object[] = []
  const seen = new Set<string>()
  for (const { channel, alerts, answer, webhookId } of lines) {
    if (answer !== 'ok' || seen.has(`${channel} ${webhookId}`)) continue
    seen.add(`${channel} ${webhookId}`)
    for (const { monitor, at, type, id } of alerts) {
      const name = `${channel} ${monitor}`
      if (at < (newest.get(name) ?? 0)) wrong.push({ channel, monitor, type, id, at })
      newest.set(name, Math.max(at, newest.get(name) ?? 0))
    }
  }
  return wrong
}
