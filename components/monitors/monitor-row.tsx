import Link from 'next/link'
import { RelativeTime, Time } from '@/components/time/time'
import table from '@/components/ui/table.module.css'
import type { MonitorListEntry } from '@/lib/contract/monitor-view'
import { RunLine } from '../runs/run-line'
import classes from './monitor-list.module.css'
import { MonitorStatusLine } from './monitor-status'
import type { MonitorFilterValue } from './monitors-href'
import { ScheduleLine } from './schedule-line'
import { TagLinks } from './tag-links'

/** As many tags as a row shows. */
const FEW_TAGS = 5

export function MonitorRow({ monitor, filter }: { monitor: MonitorListEntry; filter: MonitorFilterValue }) {
  const { id, name, family, tags, schedule, expectedAt, lastBeatAt, latestRun, seq, shown } = monitor
  const zone = 'timezone' in schedule ? schedule.timezone : undefined
  return (
    <tr className={table.row}>
      <td className={`${classes.nameCell} ${table.line}`}>
        <span className={classes.name}>
          <Link href={`/monitors/${id}`} className={`${table.rowLink} mono`} data-row-link prefetch={false}>
            <bdi>{name}</bdi>
          </Link>
          {family && (
            <Link
              href={`/monitors?family=${encodeURIComponent(family)}`}
              className={`${table.above} caption`}
              prefetch={false}
              style={{ justifySelf: 'start' }}
            >
              <bdi>{family}</bdi>
            </Link>
          )}
          <TagLinks tags={tags} filter={filter} most={FEW_TAGS} />
        </span>
      </td>
      <td className={table.line}>
        <MonitorStatusLine monitor={monitor} seq={seq} />
      </td>
      <td className={classes.schedule}>
        <ScheduleLine schedule={schedule} />
      </td>
      <td className={`${classes.beats} ${table.line}`}>
        {lastBeatAt ? (
          <span>
            <span className={`${classes.label} caption`}>last beat </span>
            <RelativeTime at={lastBeatAt} otherZone={zone} />
          </span>
        ) : (
          <span className="dim">none yet</span>
        )}
        {expectedAt && shown !== 'paused' && (
          <span className="caption">
            {Date.parse(expectedAt) < Date.now() ? 'due' : 'next'} <Time at={expectedAt} otherZone={zone} />
          </span>
        )}
      </td>
      <td className={`${classes.run} ${table.line}`}>{latestRun && <RunLine run={latestRun} />}</td>
    </tr>
  )
}

export function MonitorRowSkeleton() {
  return (
    <tr>
      {[140, 120, 160, 72, 130].map((width) => (
        <td key={width}>
          <span className="skeleton" style={{ width }} />
          <br />
          <span className="skeleton" style={{ width: width * 0.6, height: 8, opacity: 0.6 }} />
        </td>
      ))}
    </tr>
  )
}
