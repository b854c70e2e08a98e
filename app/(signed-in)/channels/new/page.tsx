import type { Metadata } from 'next'
import { NewChannel } from '@/components/alerts/new-channel'
import { Page, PageHead } from '@/components/shell/page'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { kindForms } from '@/lib/services/channels/kind-forms'
import { createChannelAction } from '../actions'

export const access = 'channel.edit' satisfies Access
export const metadata: Metadata = { title: 'New channel' }

export default async function NewChannelPage() {
  await getPageContext()
  return (
    <Page path={[{ label: 'Channels', href: '/channels' }, { label: 'New' }]}>
      <PageHead title="New channel" />
      <NewChannel kinds={kindForms()} create={createChannelAction} />
    </Page>
  )
}
