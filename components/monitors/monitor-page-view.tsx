import { IncidentTable } from '@/components/alerts/incident-table'
import { BeatTable } from '@/components/beats/beat-table'
import type { ActionResult } from '@/components/forms/action-result'
import { RunHistory } from '@/components/runs/run-history'
import { PageHead } from '@/components/shell/page'
import { ListKeys } from '@/components/ui/list-keys'
import { Pager } from '@/components/ui/pager'
import { Panel } from '@/components/ui/panel'
import type { CreateHeartbeatKeyInput } from '@/lib/contract/heartbeat-keys'
import type { IncidentView } from '@/lib/contract/incidents'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { Page } from '@/lib/contract/paging'
import type { RecordedBeatView } from '@/lib/contract/recorded-beats'
import type { RunSummary } from '@/lib/contract/runs'
import type { ChannelChoice } from './channels-part'
import type { KeyDoers } from './key-actions'
import { KeysPanel } from './keys-panel'
import { MonitorActions } from './monitor-actions'
import { MonitorFacts } from './monitor-facts'
import { MonitorHeadLines } from './monitor-head-lines'
import { SendABeat } from './send-a-beat'

interface Props {
  monitor: MonitorView
  runs: Page<RunSummary>
  /** The page of runs. Undefined: the newest. */
  runsCursor: string | undefined
  beats: readonly RecordedBeatView[]
  incidents: readonly IncidentView[]
  channels: readonly ChannelChoice[]
  actions: {
    pause: () => Promise<ActionResult<null>>
    resume: () => Promise<ActionResult<null>>
    remove: () => Promise<ActionResult<null>>
    createKey: (input: CreateHeartbeatKeyInput) => Promise<ActionResult<null>>
    keys: KeyDoers
  }
}

/** Everything about one monitor, the most urgent first. */
export function MonitorPageView({ monitor, runs, runsCursor, beats, incidents, channels, actions }: Props) {
  const { id, name, schedule } = monitor
  const sendABeat = monitor.heartbeatUrl !== '' && (
    <SendABeat
      url={monitor.heartbeatUrl}
      name={name}
      cron={schedule.type === 'cron' ? schedule.expression : null}
      timezone={schedule.type === 'cron' ? schedule.timezone : null}
      postOnly={monitor.postOnly}
    />
  )
  return (
    <>
      <PageHead
        title={
          <bdi className="mono" data-testid="monitor-name">
            {name}
          </bdi>
        }
        actions={<MonitorActions id={id} name={name} isPaused={monitor.status === 'paused'} {...actions} />}
      >
        <MonitorHeadLines monitor={monitor} latestRun={runsCursor ? null : (runs.data[0] ?? null)} />
      </PageHead>
      <MonitorFacts monitor={monitor} channels={channels} />
      {monitor.seq === 0 && sendABeat}
      <RunHistory runs={runs.data} isNewest={runsCursor === undefined} maxRuntimeSeconds={monitor.maxRuntimeSeconds} />
      <Pager
        nextLabel="Older runs"
        firstHref={runsCursor ? `/monitors/${id}` : null}
        nextHref={runs.nextCursor ? `/monitors/${id}?runs=${encodeURIComponent(runs.nextCursor)}` : null}
      />
      {incidents.length > 0 && (
        <Panel title="Incidents" note={`the latest ${incidents.length}`}>
          <IncidentTable incidents={incidents} showsMonitor={false} />
        </Panel>
      )}
      {monitor.seq > 0 && sendABeat}
      {monitor.keys.length > 0 && (
        <KeysPanel keys={monitor.keys} steps={monitor.steps} create={actions.createKey} doers={actions.keys} />
      )}
      {beats.length > 0 && (
        <Panel title="Beats" note={`the latest ${beats.length}`}>
          <BeatTable beats={beats} linksRuns />
        </Panel>
      )}
      <ListKeys />
    </>
  )
}
