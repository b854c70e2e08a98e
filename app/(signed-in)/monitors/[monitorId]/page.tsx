import type { Metadata } from 'next'
import { MonitorPageView } from '@/components/monitors/monitor-page-view'
import { Page } from '@/components/shell/page'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { listBeats } from '@/lib/services/beats/list-beats'
import { listChannels } from '@/lib/services/channels/list-channels'
import { listIncidents } from '@/lib/services/incidents/list-incidents'
import { listRuns } from '@/lib/services/runs/list-runs'
import { createKeyAction, deleteMonitorAction, pauseMonitorAction, resumeMonitorAction } from '../actions'
import { toChoice } from '../channel-choice'
import { deleteKeyAction, disableKeyAction, enableKeyAction, rotateKeyAction } from '../key-actions'
import { loadMonitor } from '../load-monitor'

export const access = 'monitor.read' satisfies Access

interface Props {
  params: Promise<{ monitorId: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadMonitor((await params).monitorId)).name }
}

export default async function MonitorPage({ params, searchParams }: Props) {
  const ctx = await getPageContext()
  const monitor = await loadMonitor((await params).monitorId)
  const monitorId = monitor.id
  const cursor = firstOf((await searchParams).runs)
  const [runs, beats, incidents, channels] = await Promise.all([
    listRuns(ctx, { monitorId, limit: 30, cursor }),
    listBeats(ctx, { monitorId, limit: 20 }),
    listIncidents(ctx, { monitorId, limit: 5 }),
    listChannels(ctx, { limit: 200 }),
  ])
  return (
    <Page
      path={[
        { label: 'Monitors', href: '/monitors' },
        { label: monitor.name, mono: true },
      ]}
    >
      <AutoRefresh />
      <MonitorPageView
        monitor={monitor}
        runs={runs}
        runsCursor={cursor}
        beats={beats.data.map((beat) => ({ ...beat, output: null }))}
        incidents={incidents.data}
        channels={channels.data.filter(({ id }) => monitor.channels.includes(id)).map(toChoice)}
        actions={{
          pause: pauseMonitorAction.bind(null, monitorId),
          resume: resumeMonitorAction.bind(null, monitorId),
          remove: deleteMonitorAction.bind(null, monitorId),
          createKey: createKeyAction.bind(null, monitorId),
          keys: {
            rotate: rotateKeyAction.bind(null, monitorId),
            disable: disableKeyAction.bind(null, monitorId),
            enable: enableKeyAction.bind(null, monitorId),
            remove: deleteKeyAction.bind(null, monitorId),
          },
        }}
      />
    </Page>
  )
}
