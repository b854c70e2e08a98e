import type { Metadata } from 'next'
import { BeatsPerDayChart } from '@/components/charts/beats-per-day-chart'
import { Quotas } from '@/components/settings/quotas'
import { Page, PageHead } from '@/components/shell/page'
import { Panel } from '@/components/ui/panel'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { getUsage } from '@/lib/services/usage/get-usage'

export const access = 'usage.read' satisfies Access
export const metadata: Metadata = { title: 'Usage' }

export default async function UsagePage() {
  const usage = await getUsage(await getPageContext())
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Usage' }]}>
      <PageHead title="Usage" />
      <Quotas usage={usage} />
      <Panel title="Beats a day" note="the last 30 days, in UTC">
        <BeatsPerDayChart beats={usage.beats} />
      </Panel>
    </Page>
  )
}
