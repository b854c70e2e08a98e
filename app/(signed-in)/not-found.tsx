import { Page, PageHead } from '@/components/shell/page'
import { LinkButton } from '@/components/ui/link-button'
import { Empty } from '@/components/ui/panel'

export default function SignedInNotFound() {
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: 'Not there' }]}>
      <PageHead title="There is nothing here" />
      <Empty>
        <p>It may have been deleted, or it belongs to another workspace.</p>
        <LinkButton href="/monitors" variant="default">
          To the monitors
        </LinkButton>
      </Empty>
    </Page>
  )
}
