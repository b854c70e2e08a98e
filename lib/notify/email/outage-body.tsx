import { Link, Text } from '@react-email/components'
import type { OutageNotice } from '@/lib/contract/events'
import { count } from '../labels'
import { formatBoth } from '../times'
import { Facts, styles } from './mail-parts'

const SHOWN = 50
const SHOWN_SPANS = 10

export function OutageBody({ event }: { event: OutageNotice }) {
  const zone = event.workspace.timezone
  const { outage } = event
  return (
    <>
      <Facts
        facts={[
          ...outage.spans.slice(0, SHOWN_SPANS).map((span) => ({
            label: 'Outage',
            value: `from ${formatBoth(span.startedAt, zone)} to ${formatBoth(span.endedAt, zone)}`,
          })),
          { label: 'Late beats until', value: formatBoth(outage.recoversAt, zone) },
        ]}
      />
      {event.unjudgedCount === 0 ? null : (
        <Text style={styles.small}>
          These usually end in that time. They may have ended or not; please check the important ones. They cause no
          alert.
        </Text>
      )}
      {event.unjudged.slice(0, SHOWN).map((entry) => (
        <Text key={`${entry.monitor.id} ${entry.expectedAt} ${entry.run?.id}`} style={styles.small}>
          ◌ <Link href={entry.run?.url ?? entry.monitor.url}>{entry.monitor.name}</Link>{' '}
          {entry.run === null ? 'expected' : `run ${entry.run.number}, to end by`} {formatBoth(entry.expectedAt, zone)}
        </Text>
      ))}
      <More total={event.unjudgedCount} noun="expected run" />
      {event.inDoubtCount === 0 ? null : (
        <Text style={{ ...styles.small, marginTop: 16 }}>
          In doubt: their beats may be lost. If no beat comes by then, the run counts as unjudged; a job that runs at an
          interval is expected again, and causes an alert.
        </Text>
      )}
      {event.inDoubt.slice(0, SHOWN).map((entry) => (
        <Text key={`${entry.monitor.id} ${entry.deadlineAt} ${entry.run?.id}`} style={styles.small}>
          ◌ <Link href={entry.run?.url ?? entry.monitor.url}>{entry.monitor.name}</Link>{' '}
          {entry.run === null ? '' : `run ${entry.run.number}, `}by {formatBoth(entry.deadlineAt, zone)}
        </Text>
      ))}
      <More total={event.inDoubtCount} noun="monitor or run" />
      {event.openRunCount === 0 ? null : (
        <Text style={{ ...styles.small, marginTop: 16 }}>
          {count(event.openRunCount, 'run')} still open, without a beat since:
        </Text>
      )}
      {event.openRuns.slice(0, SHOWN).map((run) => (
        <Text key={run.id} style={styles.small}>
          ◔ <Link href={run.url}>{`${run.monitor.name} #${run.number}`}</Link> last beat{' '}
          {formatBoth(run.lastBeatAt, zone)}
        </Text>
      ))}
      <More total={event.openRunCount} noun="run" />
    </>
  )
}

function More({ total, noun }: { total: number; noun: string }) {
  if (total <= SHOWN) return null
  return <Text style={styles.small}>and {count(total - SHOWN, `more ${noun}`)}.</Text>
}
