import type { MonitorListEntry } from '@/lib/contract/monitor-view'
import { SteadyRows } from '../ui/steady-rows'
import table from '../ui/table.module.css'
import classes from './monitor-list.module.css'
import { MonitorListEmpty } from './monitor-list-empty'
import { MonitorRow, MonitorRowSkeleton } from './monitor-row'

const HEAD = ['Monitor', 'Status', 'Schedule', 'Beats', 'Latest run']

/** The table of monitors; on a phone each is a card of its own. `of`: the filter that they fit. */
export function MonitorList({ monitors, of }: { monitors: readonly MonitorListEntry[]; of?: string }) {
  return (
    <Frame>
      <SteadyRows
        of={of}
        rows={monitors.map((monitor) => ({ id: monitor.id, row: <MonitorRow monitor={monitor} /> }))}
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
