import Link from 'next/link'
import { Notice } from '@/components/ui/notice'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { RunSummary } from '@/lib/contract/runs'
import { MonitorStatusLine } from './monitor-status'
import { monitorsHref } from './monitors-href'
import { Runbook } from './runbook'
import { ScheduleLine } from './schedule-line'
import { TagLinks } from './tag-links'

/** The lines under a monitor's name: its status, its expected time, its family, its runbook. */
export function MonitorHeadLines({ monitor, latestRun }: { monitor: MonitorView; latestRun: RunSummary | null }) {
  const { family, tags, runbook, checkError, schedule } = monitor
  return (
    <>
      <div style={{ fontSize: 16 }} data-testid="monitor-status">
        <MonitorStatusLine monitor={{ ...monitor, latestRun }} seq={monitor.seq} strong />
      </div>
      <div className="dim">
        <ScheduleLine schedule={schedule} />
        {family && (
          <>
            {' · family '}
            <Link href={monitorsHref({ family })}>
              <bdi>{family}</bdi>
            </Link>
          </>
        )}
      </div>
      <TagLinks tags={tags} />
      <Runbook text={runbook} />
      {checkError && <Notice title="This monitor cannot be judged">{checkError}</Notice>}
    </>
  )
}
