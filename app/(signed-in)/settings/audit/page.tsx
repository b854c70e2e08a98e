import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { AuditExportLinks } from '@/components/settings/audit-export-links'
import { AuditFilter } from '@/components/settings/audit-filter'
import { AuditTable } from '@/components/settings/audit-table'
import { Page, PageHead } from '@/components/shell/page'
import { isZone } from '@/components/time/format-instant'
import { Pager } from '@/components/ui/pager'
import { Empty } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { auditAction, auditTargetKind } from '@/lib/contract/audit'
import { cursorIn } from '@/lib/contract/paging'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listAudit } from '@/lib/services/audit/list-audit'
import { listAuditActors } from '@/lib/services/audit/list-audit-actors'
import { can } from '@/lib/services/context'

import { readFilter } from './read-filter'

export const access = 'audit.read' satisfies Access
export const metadata: Metadata = { title: 'Audit log' }

const PATH = [{ label: 'Settings', href: '/settings' }, { label: 'Audit log' }]

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  if (!can(ctx, access)) {
    return (
      <Page path={PATH}>
        <PageHead title="Audit log" />
        <Empty title="For owners and admins">
          <p>Only owners and admins of this workspace can see the audit log. Ask one of them.</p>
        </Empty>
      </Page>
    )
  }
  const params = await searchParams
  const told = (await cookies()).get('tz')?.value ?? ''
  const { values, query } = readFilter(params, isZone(told) ? told : 'UTC')
  const cursor = cursorIn('aud', firstOf(params.cursor))
  const [page, actors] = await Promise.all([listAudit(ctx, { ...query, cursor, limit: 50 }), listAuditActors(ctx)])
  const isFiltered = Object.keys(values).length > 0
  const hrefOf = (more: Record<string, string>) => `/settings/audit?${new URLSearchParams({ ...values, ...more })}`
  return (
    <Page path={PATH} wide>
      <PageHead title="Audit log" actions={can(ctx, 'audit.export') ? <AuditExportLinks query={query} /> : undefined}>
        <div className="dim">Who did what in this workspace, and the state before. Entries cannot be changed.</div>
      </PageHead>
      <AuditFilter
        values={values}
        actors={actors}
        actions={auditAction.options}
        targetKinds={auditTargetKind.options}
      />
      {page.data.length === 0 ? <AuditTable.Empty isFiltered={isFiltered} /> : <AuditTable entries={page.data} />}
      <Pager firstHref={cursor ? hrefOf({}) : null} nextHref={page.nextCursor && hrefOf({ cursor: page.nextCursor })} />
    </Page>
  )
}
