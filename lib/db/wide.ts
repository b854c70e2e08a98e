import type { ClientBase } from 'pg'

/** A column of a wide statement: its name, its PostgreSQL type, and its value in a row. Type `instant` is sent as milliseconds. */
export type WideColumn<Row> = readonly [name: string, type: string, value: (row: Row) => unknown]

/** One statement over many rows: `unnest` of one array a column. Prepared under `name`, so the text must not vary. */
export interface WideStatement<Row> {
  run(client: ClientBase, rows: readonly Row[]): Promise<unknown>
}

const cast = (type: string) => (type === 'instant' ? 'float8' : type)
const read = (name: string, type: string) =>
  type === 'instant' ? `to_timestamp(w.${name} / 1000.0) AS ${name}` : `w.${name}`

/**
 * Builds a wide statement. `text` receives the SQL of a derived table, to be used as `FROM (…) AS t`, whose columns bear the given names.
 */
export function wideStatement<Row>(
  name: string,
  columns: readonly WideColumn<Row>[],
  text: (rows: string, columnNames: readonly string[]) => string,
): WideStatement<Row> {
  const names = columns.map(([column]) => column)
  const arrays = columns.map(([, type], i) => `$${i + 1}::${cast(type)}[]`).join(', ')
  const fields = columns.map(([column, type]) => read(column, type)).join(', ')
  const source = `SELECT ${fields} FROM unnest(${arrays}) AS w(${names.join(', ')})`
  const sql = text(source, names)
  return {
    run(client, rows) {
      const values = columns.map(([, , value]) => {
        const array = new Array<unknown>(rows.length)
        for (let i = 0; i < rows.length; i++) array[i] = value(rows[i]!)
        return array
      })
      return client.query({ name, text: sql, values })
    },
  }
}
