import type { Metadata } from 'next'
import { NewMonitorForm } from '@/components/monitors/new-monitor-form'
import { Page, PageHead } from '@/components/shell/page'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listChannels } from '@/lib/services/channels/list-channels'
import { getWorkspace } from '@/lib/services/workspaces/get-workspace'
import { createMonitorAction, previewScheduleAction } from '../actions'
import { toChoice } from '../channel-choice'
import { suggestionsOf } from '../suggestions'

export const access = 'monitor.create' satisfies Access
export const metadata: Metadata = { title: 'New monitor' }

export default async function NewMonitorPage() {
  const ctx = await getPageContext()
  const [channels, suggestions, workspace] = await Promise.all([
    listChannels(ctx),
    suggestionsOf(ctx),
    getWorkspace(ctx),
  ])
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: 'New' }]}>
      <PageHead title="New monitor" />
      <NewMonitorForm
        save={createMonitorAction}
        preview={previewScheduleAction}
        channels={channels.data.map(toChoice)}
        suggestions={suggestions}
        defaultChannelId={workspace.defaultChannelId}
      />
    </Page>
  )
}
