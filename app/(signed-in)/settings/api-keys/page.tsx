import type { Metadata } from 'next'
import { ApiKeyTable } from '@/components/api-keys/api-key-table'
import { NewApiKey } from '@/components/api-keys/new-api-key'
import { Page, PageHead } from '@/components/shell/page'
import { Pager } from '@/components/ui/pager'
import { Empty, Panel } from '@/components/ui/panel'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { ApiKeyView } from '@/lib/contract/api-keys'
import { cursorIn } from '@/lib/contract/paging'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listApiKeys } from '@/lib/services/api-keys/list-api-keys'
import { can } from '@/lib/services/context'
import { suggestionsOf } from '../../monitors/suggestions'
import { createApiKeyAction, revokeApiKeyAction, rotateApiKeyAction } from './actions'

export const access = 'apiKey.read' satisfies Access
export const metadata: Metadata = { title: 'API keys' }

const PATH = [{ label: 'Settings', href: '/settings' }, { label: 'API keys' }]

export default async function ApiKeysPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await getPageContext()
  const cursor = cursorIn('key', firstOf((await searchParams).cursor))
  if (!can(ctx, access)) {
    return (
      <Page path={PATH}>
        <PageHead title="API keys" />
        <Empty title="For owners and admins">
          <p>Only owners and admins of this workspace can see and create API keys. Ask one of them.</p>
        </Empty>
      </Page>
    )
  }
  const [{ data, nextCursor }, { family: families = [] }] = await Promise.all([
    listApiKeys(ctx, { limit: 100, cursor }),
    suggestionsOf(ctx),
  ])
  const { baseUrl } = ctx
  const doers = { baseUrl, rotate: rotateApiKeyAction, revoke: revokeApiKeyAction }
  const [working, ended] = [data.filter(works), data.filter((key) => !works(key))]
  return (
    <Page path={PATH}>
      <PageHead
        title="API keys"
        actions={<NewApiKey families={families} baseUrl={baseUrl} create={createApiKeyAction} />}
      >
        <p className="dim">
          For programs that read or change monitors. No key can read or change members, keys or the audit log.
        </p>
      </PageHead>
      {working.length === 0 ? <ApiKeyTable.Empty /> : <ApiKeyTable keys={working} {...doers} />}
      {ended.length > 0 && (
        <Panel title="Ended" note="they are refused">
          <ApiKeyTable keys={ended} {...doers} />
        </Panel>
      )}
      <Pager
        firstHref={cursor ? '/settings/api-keys' : null}
        nextHref={nextCursor ? `/settings/api-keys?cursor=${encodeURIComponent(nextCursor)}` : null}
      />
    </Page>
  )
}

const works = ({ state }: ApiKeyView) => state === 'active' || state === 'retiring'
