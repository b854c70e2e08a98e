import type { Metadata } from 'next'
import { IncidentTable } from '@/components/alerts/incident-table'
import { Page, PageHead } from '@/components/shell/page'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { ListKeys } from '@/components/ui/list-keys'
import { Pager } from '@/components/ui/pager'
import { Panel } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { cursorIn } from '@/lib/contract/paging'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listIncidents } from '@/lib/services/incidents/list-incidents'

export const access = 'incident.read' satisfies Access
export const metadata: Metadata = { title: 'Incidents' }

export default async function IncidentsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const cursor = cursorIn('inc', firstOf((await searchParams).cursor))
  const [open, closed] = await Promise.all([
    listIncidents(ctx, { open: true, limit: 200 }),
    listIncidents(ctx, { open: false, cursor }),
  ])
  const isEmpty = open.data.length === 0 && closed.data.length === 0 && !cursor
  const more = open.nextCursor === null ? '' : ' or more'
  return (
    <Page path={[{ label: 'Incidents' }]} wide>
      <PageHead title="Incidents" />
      <AutoRefresh />
      {isEmpty && <IncidentTable.Empty />}
      {!isEmpty && (
        <Panel title="Open" note={`${open.data.length}${more}`}>
          {open.data.length > 0 ? <IncidentTable incidents={open.data} /> : <p className="dim">Nothing is down.</p>}
        </Panel>
      )}
      {closed.data.length > 0 && (
        <Panel title="Over">
          <IncidentTable incidents={closed.data} />
        </Panel>
      )}
      <Pager
        firstHref={cursor ? '/incidents' : null}
        nextHref={closed.nextCursor ? `/incidents?cursor=${encodeURIComponent(closed.nextCursor)}` : null}
      />
      <ListKeys />
    </Page>
  )
}
