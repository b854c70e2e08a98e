import { AuditTable } from '@/components/settings/audit-table'
import { Page, PageHead } from '@/components/shell/page'

export default function AuditLoading() {
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Audit log' }]} wide>
      <PageHead title="Audit log" />
      <AuditTable.Skeleton />
    </Page>
  )
}
