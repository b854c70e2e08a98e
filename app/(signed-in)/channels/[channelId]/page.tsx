import type { Metadata } from 'next'
import { cache } from 'react'
import { orNotFound } from '@/app/or-not-found'
import { ChannelState, channelTarget } from '@/components/alerts/channel-table'
import { DeliveryTable } from '@/components/alerts/delivery-table'
import { EditChannel } from '@/components/alerts/edit-channel'
import { RotateSecret } from '@/components/alerts/rotate-secret'
import { TestButton } from '@/components/alerts/test-button'
import { Page, PageHead } from '@/components/shell/page'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { Pager } from '@/components/ui/pager'
import { Panel } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { cursorIn } from '@/lib/contract/paging'
import { canSendMail } from '@/lib/http/can-send-mail'
import { getPageContext } from '@/lib/http/page-context'
import { getChannel } from '@/lib/services/channels/get-channel'
import { listDeliveries } from '@/lib/services/deliveries/list-deliveries'
import {
  deleteChannelAction,
  replayDeliveryAction,
  rotateSecretAction,
  testChannelAction,
  updateChannelAction,
} from '../actions'

interface Props {
  params: Promise<{ channelId: string }>
  searchParams: SearchParams
}

const load = cache(async (channelId: string) => orNotFound(getChannel(await getPageContext(), { channelId })))

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await load((await params).channelId)).name }
}

export default async function ChannelPage({ params, searchParams }: Props) {
  const ctx = await getPageContext()
  const channel = await load((await params).channelId)
  const { id, name } = channel
  const cursor = cursorIn('number', firstOf((await searchParams).cursor))
  const deliveries = await listDeliveries(ctx, { channelId: id, limit: 50, cursor })
  return (
    <Page path={[{ label: 'Channels', href: '/channels' }, { label: name }]}>
      <PageHead
        title={<bdi>{name}</bdi>}
        actions={<TestButton name={name} test={testChannelAction.bind(null, id)} primary />}
      >
        <div>
          <ChannelState channel={channel} canMail={canSendMail()} />
        </div>
        <div className="dim" style={{ overflowWrap: 'anywhere' }}>
          {channel.kind} to <code>{channelTarget(channel)}</code>
        </div>
      </PageHead>
      <AutoRefresh />
      <Panel title="Delivery log">
        {deliveries.data.length === 0 ? (
          <DeliveryTable.Empty />
        ) : (
          <DeliveryTable deliveries={deliveries.data} canMail={canSendMail()} replay={replayDeliveryAction} />
        )}
      </Panel>
      <Pager
        firstHref={cursor ? `/channels/${id}` : null}
        nextHref={deliveries.nextCursor ? `/channels/${id}?cursor=${encodeURIComponent(deliveries.nextCursor)}` : null}
      />
      {channel.kind === 'webhook' && (
        <RotateSecret oldSecretUntil={channel.oldSecretUntil} rotate={rotateSecretAction.bind(null, id)} />
      )}
      <EditChannel
        channel={channel}
        update={updateChannelAction.bind(null, id)}
        remove={deleteChannelAction.bind(null, id)}
      />
    </Page>
  )
}
