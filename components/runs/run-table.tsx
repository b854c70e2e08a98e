import Link from 'next/link'
import { AwayLine } from '@/components/time/away-line'
import { Duration } from '@/components/time/duration'
import { Time } from '@/components/time/time'
import { formatProgress } from '@/components/ui/format-number'
import { StatusMark } from '@/components/ui/status-mark'
import { SteadyRows } from '@/components/ui/steady-rows'
import table from '@/components/ui/table.module.css'
import type { RunSummary } from '@/lib/contract/runs'

/** Runs one by one, newest first; each row links to its run. Runs of jobs that only send their end have no start. */
export function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  const hasStarts = runs.some(({ startedAt }) => startedAt !== null)
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">State</th>
          {hasStarts && <th scope="col">Started</th>}
          <th scope="col">Ended</th>
          {hasStarts && <th scope="col">Took</th>}
          <th scope="col">Progress</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <SteadyRows rows={runs.map((run) => ({ id: run.id, row: <RunRow run={run} hasStarts={hasStarts} /> }))} />
    </table>
  )
}

function RunRow({ run, hasStarts }: { run: RunSummary; hasStarts: boolean }) {
  return (
    <tr className={table.row}>
      <td className="num" style={{ whiteSpace: 'nowrap' }}>
        <Link href={`/runs/${run.id}`} className={table.rowLink} data-row-link prefetch={false}>
          #{run.number}
        </Link>
        {run.key && (
          <span className="caption mono" style={{ display: 'block' }}>
            <bdi>{run.key}</bdi>
            {run.attempt > 1 && `, attempt ${run.attempt}`}
          </span>
        )}
      </td>
      <td>
        <StatusMark state={run.shown} fraction={run.fraction} />
        <AwayLine away={run.away} inDoubt={run.inDoubt} />
      </td>
      {hasStarts && <td>{run.startedAt && <Time at={run.startedAt} />}</td>}
      <td>{run.endedAt ? <Time at={run.endedAt} /> : <span className="dim">open</span>}</td>
      {hasStarts && (
        <td>
          {run.endedAt === null && run.startedAt ? (
            <Duration since={run.startedAt} />
          ) : (
            run.durationSeconds !== null && <Duration seconds={run.durationSeconds} />
          )}
        </td>
      )}
      <td className="num">{formatProgress(run)}</td>
      <td className={table.line} style={{ overflowWrap: 'anywhere' }}>
        {run.message && <bdi>{run.message}</bdi>}
      </td>
    </tr>
  )
}
