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
import { allOf, firstOf, type SearchParams } from '@/components/ui/search-params'
import { MOST_TAGS, monitorFilter } from '@/lib/contract/monitors'
import { cursorIn } from '@/lib/contract/paging'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { countMonitors } from '@/lib/services/monitors/count-monitors'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

export const access = 'monitor.read' satisfies Access
export const metadata: Metadata = { title: 'Monitors' }

export default async function MonitorsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const asked = await searchParams
  const status = monitorFilter.safeParse(firstOf(asked.status)).data
  const filter = {
    query: firstOf(asked.query)?.slice(0, 200),
    status,
    family: firstOf(asked.family)?.slice(0, 100),
    tags: allOf(asked.tag)
      .slice(0, MOST_TAGS)
      .map((tag) => tag.slice(0, 100)),
  }
  const { tags, ...rest } = filter
  const cursor = cursorIn('ranked', firstOf(asked.cursor))
  const [{ data, nextCursor }, counts] = await Promise.all([
    listMonitors(ctx, { ...rest, tag: tags, order: 'attention', cursor }),
    countMonitors(ctx, { query: rest.query, family: rest.family, tag: tags }),
  ])
  const isFiltered = Boolean(filter.query || filter.status || filter.family || filter.tags.length > 0 || cursor)
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
        <MonitorList monitors={data} filter={filter} cursor={cursor} />
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
