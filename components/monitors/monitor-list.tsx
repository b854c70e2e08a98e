import type { MonitorListEntry } from '@/lib/contract/monitor-view'
import table from '../ui/table.module.css'
import classes from './monitor-list.module.css'
import { MonitorListEmpty } from './monitor-list-empty'
import { MonitorRow, MonitorRowSkeleton } from './monitor-row'

const HEAD = ['Monitor', 'Status', 'Schedule', 'Beats', 'Latest run']

/** The table of monitors; on a phone each is a card of its own. */
export function MonitorList({ monitors }: { monitors: readonly MonitorListEntry[] }) {
  return (
    <Frame>
      {monitors.map((monitor) => (
        <MonitorRow key={monitor.id} monitor={monitor} />
      ))}
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
      <tbody>{children}</tbody>
    </table>
  )
}

MonitorList.Skeleton = function MonitorListSkeleton() {
  return (
    <Frame>
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <MonitorRowSkeleton key={index} />
      ))}
    </Frame>
  )
}

MonitorList.Empty = MonitorListEmpty
