import { Page, PageHead } from '@/components/shell/page'
import { TableSkeleton } from '@/components/ui/table-skeleton'

export default function IncidentsLoading() {
  return (
    <Page path={[{ label: 'Incidents' }]} wide>
      <PageHead title="Incidents" />
      <TableSkeleton columns={['Monitor', 'Why', 'Since', 'Until', 'Lasted', 'Run']} />
    </Page>
  )
}
