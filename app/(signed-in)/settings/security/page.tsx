import type { Metadata } from 'next'
import { SecurityFactors } from '@/components/factors/security-factors'
import { Page, PageHead } from '@/components/shell/page'
import type { Access } from '@/lib/core/access'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { listFactors } from '@/lib/services/auth/factors/list-factors'
import { FACTOR_ACTIONS } from './factor-actions'

export const access = 'known' satisfies Access
export const metadata: Metadata = { title: 'Security' }

export default async function SecurityPage() {
  const factors = await listFactors(await getPersonContext())
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Security' }]}>
      <PageHead title="Security">
        <p className="dim" style={{ margin: 0, maxWidth: '68ch' }}>
          Your second factors, besides your password or mailbox. A change here ends your other sessions.
        </p>
      </PageHead>
      <SecurityFactors factors={factors} actions={FACTOR_ACTIONS} />
    </Page>
  )
}
