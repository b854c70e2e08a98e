import { Page, PageHead } from '@/components/shell/page'
import { TableSkeleton } from '@/components/ui/table-skeleton'

export default function ChannelsLoading() {
  return (
    <Page path={[{ label: 'Channels' }]}>
      <PageHead title="Channels" />
      <TableSkeleton columns={['Channel', 'Kind', 'Goes to', 'State']} />
    </Page>
  )
}
