import type { Metadata } from 'next'
import { EndOthersButton, SessionTable } from '@/components/sessions/session-table'
import { Page, PageHead } from '@/components/shell/page'
import type { Access } from '@/lib/core/access'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { listSessions } from '@/lib/services/auth/sessions/list-sessions'
import { revokeOtherSessionsAction, revokeSessionAction } from './actions'

export const access = 'known' satisfies Access
export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  const sessions = await listSessions(await getPersonContext())
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Sessions' }]}>
      <PageHead
        title="Sessions"
        actions={sessions.length > 1 && <EndOthersButton endOthers={revokeOtherSessionsAction} />}
      >
        <p className="dim" style={{ margin: 0, maxWidth: '68ch' }}>
          Where you are signed in. A session ends after 7 days without use, and after 30 days in any case. A session
          that you end here is invalid at its next request.
        </p>
      </PageHead>
      <SessionTable sessions={sessions} end={revokeSessionAction} />
    </Page>
  )
}
