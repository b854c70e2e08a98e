import { MonitorList } from '@/components/monitors/monitor-list'
import { Page, PageHead } from '@/components/shell/page'

export default function MonitorsLoading() {
  return (
    <Page path={[{ label: 'Monitors' }]} wide>
      <PageHead title="Monitors" />
      <MonitorList.Skeleton />
    </Page>
  )
}
