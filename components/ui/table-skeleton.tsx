import table from './table.module.css'

/** The outline of a table while its data is read. */
export function TableSkeleton({ columns, rows = 6 }: { columns: readonly string[]; rows?: number }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <tr key={row}>
            {columns.map((column) => (
              <td key={column}>
                <span className="skeleton" style={{ width: 48 + ((column.length * 17 + row * 23) % 72) }} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
