import { formatDuration } from '@/components/time/format-duration'
import { Empty, Panel } from '@/components/ui/panel'
import type { RunSummary } from '@/lib/contract/runs'
import { RunDurationChart } from '../charts/run-duration-chart'
import { RunBars } from './run-bars'
import classes from './run-history.module.css'
import { runStats } from './run-stats'
import { RunTable } from './run-table'

const NEWEST = 8

interface Props {
  /** Newest first. */
  runs: readonly RunSummary[]
  /** Whether these are the newest runs. */
  isNewest: boolean
  maxRuntimeSeconds: number | null
}

const titleOf = (count: number, isNewest: boolean) =>
  isNewest ? (count === 1 ? 'Last run' : `Last ${count} runs`) : 'Older runs'

/** The last runs of a monitor: as marks, over time, and as a table. */
export function RunHistory({ runs, isNewest, maxRuntimeSeconds }: Props) {
  const { ended, succeeded, p50, p95 } = runStats(runs)
  const note = [
    `${succeeded} of ${ended} succeeded`,
    p50 !== null && `p50 ${formatDuration(p50)}`,
    p95 !== null && `p95 ${formatDuration(p95)}`,
  ].filter(Boolean)
  if (runs.length === 0) {
    return (
      <Panel title="Runs">
        <Empty>
          <p>No runs yet. The first beat of the job starts one; paste a line from above into the job.</p>
        </Empty>
      </Panel>
    )
  }
  return (
    <Panel title={titleOf(runs.length, isNewest)} note={note.join(' · ')}>
      <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 16 }}>
        <RunBars runs={runs} />
        <RunDurationChart runs={runs} limitSeconds={maxRuntimeSeconds} medianSeconds={p50} />
        {isNewest && runs.length > NEWEST ? (
          <>
            <RunTable runs={runs.slice(0, NEWEST)} />
            <details className={classes.rest}>
              <summary>The {runs.length - NEWEST} earlier runs as a table</summary>
              <RunTable runs={runs.slice(NEWEST)} />
            </details>
          </>
        ) : (
          <RunTable runs={runs} />
        )}
      </div>
    </Panel>
  )
}
