import type { Metadata } from 'next'
import { cache } from 'react'
import { orNotFound } from '@/app/or-not-found'
import { ChannelState } from '@/components/alerts/channel-table'
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
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { getChannel } from '@/lib/services/channels/get-channel'
import { goesTo } from '@/lib/services/channels/goes-to'
import { kindForms } from '@/lib/services/channels/kind-forms'
import { lackingKinds } from '@/lib/services/channels/lacking-kinds'
import { listDeliveries } from '@/lib/services/deliveries/list-deliveries'
import {
  deleteChannelAction,
  replayDeliveryAction,
  rotateSecretAction,
  testChannelAction,
  updateChannelAction,
} from '../actions'

export const access = 'channel.read' satisfies Access

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
  const kinds = kindForms().filter(({ kind }) => kind === channel.kind)
  const cursor = cursorIn('number', firstOf((await searchParams).cursor))
  const deliveries = await listDeliveries(ctx, { channelId: id, limit: 50, cursor })
  return (
    <Page path={[{ label: 'Channels', href: '/channels' }, { label: name }]}>
      <PageHead
        title={<bdi>{name}</bdi>}
        actions={<TestButton name={name} test={testChannelAction.bind(null, id)} primary />}
      >
        <div>
          <ChannelState channel={channel} lacking={lackingKinds(ctx.settings)} />
        </div>
        <div className="dim" style={{ overflowWrap: 'anywhere' }}>
          {channel.kind} to <code>{goesTo(channel)}</code>
        </div>
      </PageHead>
      <AutoRefresh />
      <Panel title="Delivery log">
        {deliveries.data.length === 0 ? (
          <DeliveryTable.Empty />
        ) : (
          <DeliveryTable
            deliveries={deliveries.data}
            lacking={lackingKinds(ctx.settings)}
            replay={replayDeliveryAction}
          />
        )}
      </Panel>
      <Pager
        firstHref={cursor ? `/channels/${id}` : null}
        nextHref={deliveries.nextCursor ? `/channels/${id}?cursor=${encodeURIComponent(deliveries.nextCursor)}` : null}
      />
      {kinds.some(({ hasSigningSecret }) => hasSigningSecret) && (
        <RotateSecret oldSecretUntil={channel.oldSecretUntil} rotate={rotateSecretAction.bind(null, id)} />
      )}
      <EditChannel
        kinds={kinds}
        channel={channel}
        update={updateChannelAction.bind(null, id)}
        remove={deleteChannelAction.bind(null, id)}
      />
    </Page>
  )
}
