import { Text } from '@react-email/components'
import type { ChannelFailing } from '@/lib/contract/events'
import { formatBoth } from '../times'
import { Facts, Links, styles } from './mail-parts'

export function ChannelBody({ event }: { event: ChannelFailing }) {
  const { channel } = event
  return (
    <>
      <Text style={styles.small}>
        Lubdub keeps trying, and stores each alert. You get this notice once, over another channel.
      </Text>
      <Facts
        facts={[
          { label: 'Channel', value: `${channel.name} (${channel.kind})` },
          { label: 'Since', value: formatBoth(event.since, event.workspace.timezone) },
          { label: 'Why', value: event.reason },
        ]}
      />
      <Links links={[{ label: 'Open the channel', url: channel.url }]} />
    </>
  )
}
