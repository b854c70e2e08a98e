import type { Metadata } from 'next'
import { ChannelTable } from '@/components/alerts/channel-table'
import { DeliveryTable } from '@/components/alerts/delivery-table'
import { ForWriters } from '@/components/shell/for-writers'
import { Page, PageHead } from '@/components/shell/page'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { LinkButton } from '@/components/ui/link-button'
import { ListKeys } from '@/components/ui/list-keys'
import { Pager } from '@/components/ui/pager'
import { Panel } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { cursorIn } from '@/lib/contract/paging'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { goesTo } from '@/lib/services/channels/goes-to'
import { kindForms } from '@/lib/services/channels/kind-forms'
import { lackingKinds } from '@/lib/services/channels/lacking-kinds'
import { listChannels } from '@/lib/services/channels/list-channels'
import { listDeliveries } from '@/lib/services/deliveries/list-deliveries'
import { replayDeliveryAction, testChannelAction } from '../actions'

export const access = 'channel.read' satisfies Access
export const metadata: Metadata = { title: 'Channels' }

export default async function ChannelsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const cursor = cursorIn('chn', firstOf((await searchParams).cursor))
  const [channels, deliveries] = await Promise.all([
    listChannels(ctx, { limit: 200 }),
    listDeliveries(ctx, { limit: 50, cursor }),
  ])
  return (
    <Page path={[{ label: 'Channels' }]}>
      <PageHead
        title="Channels"
        actions={
          <ForWriters>
            <LinkButton href="/channels/new">New channel</LinkButton>
          </ForWriters>
        }
      />
      <AutoRefresh />
      {channels.data.length === 0 ? (
        <ChannelTable.Empty kinds={kindForms()} />
      ) : (
        <ChannelTable
          channels={channels.data.map((channel) => ({ ...channel, goesTo: goesTo(channel) }))}
          lacking={lackingKinds(ctx.settings)}
          test={testChannelAction}
        />
      )}
      {deliveries.data.length > 0 && (
        <Panel title="Delivery log">
          <DeliveryTable
            deliveries={deliveries.data}
            showsChannel
            lacking={lackingKinds(ctx.settings)}
            replay={replayDeliveryAction}
          />
        </Panel>
      )}
      <Pager
        firstHref={cursor ? '/channels' : null}
        nextHref={deliveries.nextCursor ? `/channels?cursor=${encodeURIComponent(deliveries.nextCursor)}` : null}
      />
      <ListKeys />
    </Page>
  )
}
