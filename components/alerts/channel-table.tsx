import Link from 'next/link'
import type { ActionResult } from '@/components/forms/action-result'
import { ForWriters } from '@/components/shell/for-writers'
import { Time } from '@/components/time/time'
import { LinkButton } from '@/components/ui/link-button'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import { maskedUrl } from '@/lib/base/masked-url'
import type { ChannelView } from '@/lib/contract/channels'
import { channelProblem } from './channel-problem'
import { TestButton } from './test-button'

interface Props {
  channels: readonly ChannelView[]
  /** Whether this installation has a mail server. */
  canMail: boolean
  test: (channelId: string) => Promise<ActionResult<null>>
}

/** Where alerts go. */
export function ChannelTable({ channels, canMail, test }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col">Kind</th>
          <th scope="col">Goes to</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="sr">Test</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel.id} className={table.row}>
            <td>
              <Link href={`/channels/${channel.id}`} className={table.rowLink} data-row-link prefetch={false}>
                <bdi>{channel.name}</bdi>
              </Link>
            </td>
            <td>{channel.kind}</td>
            <td className={`mono ${table.line}`} style={{ overflowWrap: 'anywhere' }}>
              {channelTarget(channel)}
            </td>
            <td className={table.line}>
              <ChannelState channel={channel} canMail={canMail} />
            </td>
            <td className={table.right}>
              <span className={table.above}>
                <TestButton name={channel.name} test={test.bind(null, channel.id)} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Whether the last delivery arrived, and the next one can. */
export function ChannelState({ channel, canMail }: { channel: ChannelView; canMail: boolean }) {
  const problem = channelProblem(channel, { canMail })
  if (problem === null) return <StatusMark state="up">ready</StatusMark>
  if (problem.since === null) return <StatusMark state="failed">cannot send: {problem.reason}</StatusMark>
  return (
    <StatusMark state="failed">
      {problem.reason}{' '}
      <span className="caption">
        failing since <Time at={problem.since} />
      </span>
    </StatusMark>
  )
}

/** The address or addresses of a channel, a URL always masked: other people may see the screen. */
export function channelTarget({ config }: ChannelView): string {
  return 'url' in config ? maskedUrl(config.url) : config.to.join(', ')
}

ChannelTable.Empty = function ChannelTableEmpty() {
  return (
    <Empty title="No channels yet">
      <p>
        A channel is where alerts go: a webhook that gets signed JSON, or e-mail. Without one, a monitor that goes down
        is shown only here.
      </p>
      <ForWriters>
        <LinkButton href="/channels/new">New channel</LinkButton>
      </ForWriters>
    </Empty>
  )
}
