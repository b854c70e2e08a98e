import { Link, Text } from '@react-email/components'
import { assertNever } from '@/lib/base/assert-never'
import type { Digest } from '@/lib/contract/events'
import { count } from '../labels'
import { formatBoth } from '../times'
import { Links, styles, TONES } from './mail-parts'

const SHOWN = 50

type Entry = Digest['events'][number]

export function DigestBody({ event }: { event: Digest }) {
  return (
    <>
      <Text style={styles.small}>
        Many alerts came at once, so they are in one message. Each is stored as an incident of its monitor.
      </Text>
      {event.events.slice(0, SHOWN).map((entry) => (
        <Text key={entry.id} style={styles.small}>
          <span style={{ color: markOf(entry).color }}>
            {markOf(entry).shape} {wordOf(entry)}
          </span>{' '}
          <Link href={entry.monitor.url}>{entry.monitor.name}</Link> {entry.reason.replaceAll('_', ' ')},{' '}
          {formatBoth(entry.at, event.workspace.timezone)}
        </Text>
      ))}
      {event.count > SHOWN ? <Text style={styles.small}>and {count(event.count - SHOWN, 'more alert')}.</Text> : null}
      <Links links={[{ label: 'Open the monitors', url: event.url }]} />
    </>
  )
}

function markOf(entry: Entry) {
  if (entry.type === 'monitor.up') return TONES.up
  return entry.type === 'run.stalled' ? TONES.late : TONES.down
}

function wordOf(entry: Entry): string {
  switch (entry.type) {
    case 'monitor.down':
      return 'down'
    case 'monitor.up':
      return 'up'
    case 'run.failed':
      return 'run failed'
    case 'run.stalled':
      return 'stalled'
    default:
      return assertNever(entry.type)
  }
}
