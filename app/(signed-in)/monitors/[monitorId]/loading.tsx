import { Page } from '@/components/shell/page'
import { StatusMark } from '@/components/ui/status-mark'
import { TableSkeleton } from '@/components/ui/table-skeleton'

export default function MonitorLoading() {
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: '…' }]}>
      <div style={{ display: 'grid', gap: 12 }}>
        <span className="skeleton" style={{ width: 200, height: 20 }} />
        <StatusMark.Skeleton />
      </div>
      <TableSkeleton columns={['Run', 'State', 'Started', 'Took', 'Progress', 'Message']} />
    </Page>
  )
}
