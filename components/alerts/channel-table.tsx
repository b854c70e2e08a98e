import Link from 'next/link'
import type { ActionResult } from '@/components/forms/action-result'
import { ForWriters } from '@/components/shell/for-writers'
import { Time } from '@/components/time/time'
import { LinkButton } from '@/components/ui/link-button'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { ChannelView } from '@/lib/contract/channels'
import type { KindForm } from '@/lib/services/channels/kind-forms'
import type { LackingKind } from '@/lib/services/channels/lacking-kinds'
import { channelProblem } from './channel-problem'
import { TestButton } from './test-button'

interface Props {
  channels: readonly (ChannelView & {
    /** The receiver in one line. */
    goesTo: string
  })[]
  /** Kinds that this installation cannot send to. */
  lacking: readonly LackingKind[]
  test: (channelId: string) => Promise<ActionResult<null>>
}

/** Where alerts go. */
export function ChannelTable({ channels, lacking, test }: Props) {
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
              {channel.goesTo}
            </td>
            <td className={table.line}>
              <ChannelState channel={channel} lacking={lacking} />
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
export function ChannelState({ channel, lacking }: { channel: ChannelView; lacking: readonly LackingKind[] }) {
  const problem = channelProblem(channel, { lacking })
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

ChannelTable.Empty = function ChannelTableEmpty({ kinds }: { kinds: readonly Pick<KindForm, 'inWords'>[] }) {
  return (
    <Empty title="No channels yet">
      <p>
        A channel is where alerts go: {kinds.map(({ inWords }) => inWords).join(', or ')}. Without one, a monitor that
        goes down is shown only here.
      </p>
      <ForWriters>
        <LinkButton href="/channels/new">New channel</LinkButton>
      </ForWriters>
    </Empty>
  )
}
