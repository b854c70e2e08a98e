import type { MonitorListEntry } from '@/lib/contract/monitor-view'
import { SteadyRows } from '../ui/steady-rows'
import table from '../ui/table.module.css'
import classes from './monitor-list.module.css'
import { MonitorListEmpty } from './monitor-list-empty'
import { MonitorRow, MonitorRowSkeleton } from './monitor-row'
import { type MonitorFilterValue, monitorsHref } from './monitors-href'

const HEAD = ['Monitor', 'Status', 'Schedule', 'Beats', 'Latest run']

interface Props {
  monitors: readonly MonitorListEntry[]
  /** The filter and the cursor of the list. */
  filter?: MonitorFilterValue
  cursor?: string | undefined
}

/** The table of monitors; on a phone each is a card. */
export function MonitorList({ monitors, filter = {}, cursor }: Props) {
  return (
    <Frame>
      <SteadyRows
        of={monitorsHref(filter, cursor)}
        rows={monitors.map((monitor) => ({ id: monitor.id, row: <MonitorRow monitor={monitor} filter={filter} /> }))}
      />
    </Frame>
  )
}

function Frame({ children }: { children: React.ReactNode }) {
  return (
    <table className={`${table.table} ${table.stack} ${classes.table}`} data-rows>
      <thead>
        <tr>
          {HEAD.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      {children}
    </table>
  )
}

MonitorList.Skeleton = function MonitorListSkeleton() {
  return (
    <Frame>
      <tbody>
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <MonitorRowSkeleton key={index} />
        ))}
      </tbody>
    </Frame>
  )
}

MonitorList.Empty = MonitorListEmpty
