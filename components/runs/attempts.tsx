import Link from 'next/link'
import { Duration } from '@/components/time/duration'
import { Time } from '@/components/time/time'
import { Panel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { RunSummary } from '@/lib/contract/runs'

/** All attempts of the run key of this run. */
export function Attempts({ attempts, present }: { attempts: readonly RunSummary[]; present: string }) {
  return (
    <Panel title="Attempts">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((run) => (
            <tr key={run.id} className={table.row}>
              <td className="num">
                {run.id === present ? (
                  `${run.attempt}, this one`
                ) : (
                  <Link href={`/runs/${run.id}`} className={table.rowLink}>
                    {run.attempt}
                  </Link>
                )}
              </td>
              <td>
                <StatusMark state={run.shown} fraction={run.fraction} />
              </td>
              <td>
                <Time at={run.startedAt} />
              </td>
              <td>
                {run.endedAt === null ? <Duration since={run.startedAt} /> : <Duration seconds={run.durationSeconds} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
