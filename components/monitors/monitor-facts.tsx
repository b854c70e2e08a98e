import Link from 'next/link'
import { ProblemLabel } from '@/components/alerts/problem-label'
import { formatSpan } from '@/components/time/format-duration'
import { RelativeTime, Time } from '@/components/time/time'
import { type Fact, Facts } from '@/components/ui/facts'
import { formatNumber } from '@/components/ui/format-number'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { type NameOfKind, SETTINGS } from '@/lib/contract/setting-names'
import type { ChannelChoice } from './channels-part'
import { saidOf } from './setting-said'

/** The last beat, the next expected time, and the limits of a monitor. */
export function MonitorFacts({ monitor, channels }: { monitor: MonitorView; channels: readonly ChannelChoice[] }) {
  const zone = 'timezone' in monitor.schedule ? monitor.schedule.timezone : undefined
  const facts: Fact[] = [
    {
      label: 'Next expected',
      value: monitor.expectedAt && <Time at={monitor.expectedAt} otherZone={zone} />,
      note: <RelativeTime at={monitor.expectedAt} otherZone={zone} />,
    },
    {
      label: 'Last beat',
      value: monitor.lastBeatAt && <Time at={monitor.lastBeatAt} otherZone={zone} />,
      note: <RelativeTime at={monitor.lastBeatAt} otherZone={zone} />,
    },
    {
      label: 'Last success',
      value: monitor.lastSuccessAt && <Time at={monitor.lastSuccessAt} otherZone={zone} />,
      note: <RelativeTime at={monitor.lastSuccessAt} otherZone={zone} />,
    },
    { label: 'Beats', value: formatNumber(monitor.seq) },
    {
      label: 'Without a run',
      value: monitor.runsDropped > 0 && `${formatNumber(monitor.runsDropped)} calls today`,
      note: 'too many runs began today',
    },
    ...limitFacts(monitor),
    {
      label: 'Takes beats',
      value: monitor.postOnly ? 'by POST only' : monitor.allowedAddresses.length > 0 && 'by any method',
      note: monitor.allowedAddresses.length > 0 && `from ${monitor.allowedAddresses.join(', ')}`,
    },
    {
      label: 'Alerts',
      value: channels.length === 0 ? 'none' : <AlertChannels channels={channels} />,
      note: monitor.alertOnEveryFailure && 'for every failed run',
    },
  ]
  return <Facts facts={facts.map((fact) => (fact.value === false ? { ...fact, value: null } : fact))} />
}

/** The alert channels, and which of them fail: each on a separate line. */
function AlertChannels({ channels }: { channels: readonly ChannelChoice[] }) {
  return channels.map(({ id, name, problem }) => (
    <div key={id}>
      <Link href={`/channels/${id}`} prefetch={false}>
        <bdi>{name}</bdi>
      </Link>
      {problem && (
        <div>
          <ProblemLabel problem={problem} />
        </div>
      )}
    </div>
  ))
}

// Those of the schedule first.
const DURATIONS = SETTINGS.filter(([, { kind }]) => kind === 'duration').toSorted(
  ([, a], [, b]) => Number(b.needsSchedule ?? false) - Number(a.needsSchedule ?? false),
)

function limitFacts(monitor: MonitorView): Fact[] {
  const span = (seconds: number | null) => seconds !== null && formatSpan(seconds)
  const facts: Fact[] = [
    ...DURATIONS.filter(([name]) => name !== 'graceSeconds' || monitor.schedule.type !== 'none').map(
      ([name, setting]) => ({
        label: saidOf(setting).label,
        value: span(monitor[name as NameOfKind<'duration'>]),
      }),
    ),
    { label: 'Down after', value: monitor.failureTolerance > 1 && `${monitor.failureTolerance} failures in a row` },
    { label: 'Up after', value: monitor.recoveryThreshold > 1 && `${monitor.recoveryThreshold} successes in a row` },
    { label: 'Steps', value: monitor.steps.join(', ') || null },
    {
      label: 'A run ends',
      value: monitor.endsOn !== 'run' && `with its last ${monitor.endsOn === 'shards' ? 'shard' : 'declared step'}`,
    },
    ...monitor.stepLimits.map(({ step, signal, withinSeconds, ofStep, ofSignal }) => ({
      label: `${step} ${signal === 'start' ? 'starts' : 'succeeds'}`,
      value: `within ${formatSpan(withinSeconds)}`,
      note: `of ${ofStep ?? 'the run'} ${ofSignal === 'start' ? 'starting' : 'succeeding'}`,
    })),
  ]
  return facts.map((fact) => (fact.value === false ? { ...fact, value: null } : fact))
}
