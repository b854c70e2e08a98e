import { Page, PageHead } from '@/components/shell/page'
import { LinkButton } from '@/components/ui/link-button'
import { Empty } from '@/components/ui/panel'

export default function SignedInNotFound() {
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: 'Not found' }]}>
      <PageHead title="Page not found" />
      <Empty>
        <p>It may have been deleted, or it belongs to another workspace.</p>
        <LinkButton href="/monitors" variant="default">
          Go to monitors
        </LinkButton>
      </Empty>
    </Page>
  )
}
