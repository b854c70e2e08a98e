import { Time } from '@/components/time/time'
import table from '@/components/ui/table.module.css'

interface Props {
  workspaces: readonly {
    id: string
    name: string
    requestedBy: string | null
    requestedAt: string
    purgedAt: string
  }[]
}

/** The remaining data of deleted workspaces: their names, and who deleted them. */
export function PurgedWorkspaces({ workspaces }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Workspace</th>
          <th scope="col">Deleted by</th>
          <th scope="col">Deleted at</th>
          <th scope="col">Data removed at</th>
        </tr>
      </thead>
      <tbody>
        {workspaces.map(({ id, name, requestedBy, requestedAt, purgedAt }) => (
          <tr key={id} className={table.row}>
            <td style={{ overflowWrap: 'anywhere' }}>
              <bdi>{name}</bdi>
            </td>
            <td>{requestedBy ?? 'not known'}</td>
            <td>
              <Time at={requestedAt} />
            </td>
            <td>
              <Time at={purgedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
