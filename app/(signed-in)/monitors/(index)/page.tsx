import type { Metadata } from 'next'
import { MonitorFilter } from '@/components/monitors/monitor-filter'
import { MonitorList } from '@/components/monitors/monitor-list'
import { monitorsHref } from '@/components/monitors/monitors-href'
import { ForWriters } from '@/components/shell/for-writers'
import { Page, PageHead } from '@/components/shell/page'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { LinkButton } from '@/components/ui/link-button'
import { ListKeys } from '@/components/ui/list-keys'
import { Pager } from '@/components/ui/pager'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { monitorFilter } from '@/lib/contract/monitors'
import { cursorIn } from '@/lib/contract/paging'
import { getPageContext } from '@/lib/http/page-context'
import { countMonitors } from '@/lib/services/monitors/count-monitors'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

export const metadata: Metadata = { title: 'Monitors' }

export default async function MonitorsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const asked = await searchParams
  const status = monitorFilter.safeParse(firstOf(asked.status)).data
  const filter = { query: firstOf(asked.query)?.slice(0, 200), status, family: firstOf(asked.family)?.slice(0, 100) }
  const cursor = cursorIn('ranked', firstOf(asked.cursor))
  const [{ data, nextCursor }, counts] = await Promise.all([
    listMonitors(ctx, { ...filter, order: 'attention', cursor }),
    countMonitors(ctx, { query: filter.query, family: filter.family }),
  ])
  const isFiltered = Boolean(filter.query || filter.status || filter.family || cursor)
  return (
    <Page path={[{ label: 'Monitors' }]} wide>
      <PageHead
        title="Monitors"
        actions={
          <ForWriters>
            <LinkButton href="/monitors/new">New monitor</LinkButton>
          </ForWriters>
        }
      />
      <AutoRefresh />
      {(data.length > 0 || isFiltered) && <MonitorFilter value={filter} counts={counts} />}
      {data.length > 0 ? (
        <MonitorList monitors={data} of={monitorsHref(filter, cursor)} />
      ) : (
        <MonitorList.Empty baseUrl={ctx.baseUrl} isFiltered={isFiltered} />
      )}
      <Pager
        firstHref={cursor ? monitorsHref(filter) : null}
        nextHref={nextCursor ? monitorsHref(filter, nextCursor) : null}
      />
      <ListKeys />
    </Page>
  )
}
