import { RunSkeleton } from '@/components/runs/run-skeleton'
import { Page } from '@/components/shell/page'

export default function RunLoading() {
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: 'Run' }]}>
      <RunSkeleton />
    </Page>
  )
}
