import type { Metadata } from 'next'
import { EditMonitorForm } from '@/components/monitors/edit-monitor-form'
import { Page, PageHead } from '@/components/shell/page'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listChannels } from '@/lib/services/channels/list-channels'
import { previewScheduleAction, updateMonitorAction } from '../../actions'
import { toChoice } from '../../channel-choice'
import { loadMonitor } from '../../load-monitor'
import { suggestionsOf } from '../../suggestions'

export const access = 'monitor.edit' satisfies Access
export const metadata: Metadata = { title: 'Edit monitor' }

export default async function EditMonitorPage({ params }: { params: Promise<{ monitorId: string }> }) {
  const ctx = await getPageContext()
  const { monitorId } = await params
  const [monitor, channels, suggestions] = await Promise.all([
    loadMonitor(monitorId),
    listChannels(ctx),
    suggestionsOf(ctx),
  ])
  const path = [
    { label: 'Monitors', href: '/monitors' },
    { label: monitor.name, href: `/monitors/${monitor.id}`, mono: true },
    { label: 'Edit' },
  ]
  return (
    <Page path={path}>
      <PageHead title={`Edit ${monitor.name}`} />
      <EditMonitorForm
        monitor={monitor}
        save={updateMonitorAction.bind(null, monitor.id)}
        preview={previewScheduleAction}
        channels={channels.data.map(toChoice)}
        suggestions={suggestions}
      />
    </Page>
  )
}
