import { Body, Container, Head, Heading, Html, Preview, Text } from '@react-email/components'
import { assertNever } from '@/lib/base/assert-never'
import type { AlertEvent } from '@/lib/contract/events'
import { zoneOf } from '../labels'
import { ChannelBody } from './channel-body'
import { DigestBody } from './digest-body'
import { Mark, styles, type Tone } from './mail-parts'
import { MonitorBody } from './monitor-body'
import { OutageBody } from './outage-body'

const MARKS: Record<AlertEvent['type'], { tone: Tone; word: string }> = {
  'monitor.down': { tone: 'down', word: 'down' },
  'monitor.up': { tone: 'up', word: 'up' },
  'run.failed': { tone: 'down', word: 'failed' },
  'run.stalled': { tone: 'late', word: 'stalled' },
  'outage.notice': { tone: 'unjudged', word: 'not monitored' },
  digest: { tone: 'late', word: 'many alerts at once' },
  'incident.closed': { tone: 'quiet', word: 'incident closed' },
  'channel.failing': { tone: 'late', word: 'a channel fails' },
  test: { tone: 'quiet', word: 'test' },
}

/** The mail about an event: one sentence first, then the details, then the links. */
export function Mail({ event }: { event: AlertEvent }) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview>{event.summary}</Preview>
      <Body style={styles.body}>
        <Container style={styles.card}>
          <Mark {...MARKS[event.type]} />
          <Heading as="h1" style={styles.heading}>
            {event.summary}.
          </Heading>
          <Details event={event} />
          <Text style={{ ...styles.caption, marginTop: 16 }}>
            Lubdub sent this because a channel of the workspace “{event.workspace.name}” lists this address. Times are
            in {'monitor' in event ? zoneOf(event) : event.workspace.timezone}. Reference: {event.id}
          </Text>
        </Container>
      </Body>
    </Html>
  )
}

function Details({ event }: { event: AlertEvent }) {
  switch (event.type) {
    case 'monitor.down':
    case 'monitor.up':
    case 'run.failed':
    case 'run.stalled':
    case 'incident.closed':
      return <MonitorBody event={event} />
    case 'outage.notice':
      return <OutageBody event={event} />
    case 'digest':
      return <DigestBody event={event} />
    case 'channel.failing':
      return <ChannelBody event={event} />
    case 'test':
      return <Text style={styles.small}>Alerts to this channel look like this one. There is no problem.</Text>
    default:
      return assertNever(event)
  }
}
