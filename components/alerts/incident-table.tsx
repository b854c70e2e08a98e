import Link from 'next/link'
import { Runbook } from '@/components/monitors/runbook'
import { AwayLine } from '@/components/time/away-line'
import { Duration } from '@/components/time/duration'
import { Time } from '@/components/time/time'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import { SteadyRows } from '@/components/ui/steady-rows'
import table from '@/components/ui/table.module.css'
import type { IncidentView } from '@/lib/contract/incidents'
import { reasonLabels } from './reason-labels'

interface Props {
  incidents: readonly IncidentView[]
  /** Left out on the page of one monitor. */
  showsMonitor?: boolean
}

/** Incidents, newest first: what was down, why, since when and for how long. */
export function IncidentTable({ incidents, showsMonitor = true }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          {showsMonitor && <th scope="col">Monitor</th>}
          <th scope="col">Why</th>
          <th scope="col">Since</th>
          <th scope="col">Until</th>
          <th scope="col">Lasted</th>
          <th scope="col">Run</th>
        </tr>
      </thead>
      <SteadyRows
        rows={incidents.map((incident) => ({
          id: incident.id,
          row: <IncidentRow incident={incident} showsMonitor={showsMonitor} />,
        }))}
      />
    </table>
  )
}

function IncidentRow({ incident, showsMonitor }: { incident: IncidentView; showsMonitor: boolean }) {
  return (
    <tr className={table.row}>
      {showsMonitor && (
        <td className={table.line}>
          <Link
            href={`/monitors/${incident.monitorId}`}
            className={`${table.rowLink} mono`}
            data-row-link
            prefetch={false}
          >
            <bdi>{incident.monitorName}</bdi>
          </Link>
        </td>
      )}
      <td className={table.line}>
        <StatusMark state={incident.closedAt === null ? 'down' : 'ended'}>
          {reasonLabels(incident.reason, incident)}
        </StatusMark>
        <AwayLine away={incident.away} />
        {showsMonitor && incident.closedAt === null && (
          <div className={`${table.above} caption`}>
            <Runbook text={incident.runbook} />
          </div>
        )}
      </td>
      <td>
        <Time at={incident.openedAt} />
      </td>
      <td>{incident.closedAt === null ? 'still down' : <Time at={incident.closedAt} />}</td>
      <td>
        {incident.closedAt === null ? (
          <Duration since={incident.openedAt} />
        ) : (
          <Duration seconds={incident.durationSeconds} />
        )}
      </td>
      <td>
        {incident.runId && (
          <Link href={`/runs/${incident.runId}`} className={table.above} prefetch={false}>
            {incident.runNumber === null ? 'run' : `run #${incident.runNumber}`}
          </Link>
        )}
      </td>
    </tr>
  )
}

IncidentTable.Empty = function IncidentTableEmpty() {
  return (
    <Empty title="No incidents">
      <p>When a monitor goes down, an incident opens here with its reason; it closes when the monitor is up again.</p>
    </Empty>
  )
}
