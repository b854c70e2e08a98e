import { Page, PageHead } from '@/components/shell/page'
import { TableSkeleton } from '@/components/ui/table-skeleton'

export default function SettingsLoading() {
  return (
    <Page path={[{ label: 'Settings' }]}>
      <PageHead title="Settings" />
      <TableSkeleton columns={['Name', 'Value', 'Since']} />
    </Page>
  )
}
