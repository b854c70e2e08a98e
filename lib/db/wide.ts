import type { ClientBase } from 'pg'

/** The PostgreSQL type of a column of a wide statement; an `instant` is sent as milliseconds. */
export type WideType = 'text' | 'jsonb' | 'int4' | 'int8' | 'float8' | 'bool' | 'instant'

/** A column of a wide statement: its name, its type, and its value in a row. */
export type WideColumn<Row> = readonly [name: string, type: WideType, value: (row: Row) => WideValue]

type WideValue = string | number | boolean | null

/** One statement over many rows: `unnest` of one array a column. Prepared under `name`, so the text must not vary. */
export interface WideStatement<Row> {
  run(client: ClientBase, rows: readonly Row[]): Promise<unknown>
}

/**
 * Builds a wide statement. `text` receives the SQL of a derived table, to be used as `FROM (…) AS t`, whose columns bear the given names.
 */
export function wideStatement<Row>(
  name: string,
  columns: readonly WideColumn<Row>[],
  text: (rows: string, columnNames: readonly string[]) => string,
): WideStatement<Row> {
  const names = columns.map(([column]) => column)
  const arrays = columns.map(([, type], i) => `$${i + 1}::${type === 'instant' ? 'float8' : type}[]`).join(', ')
  const fields = columns.map(([column, type]) => read(column, type)).join(', ')
  const sql = text(`SELECT ${fields} FROM unnest(${arrays}) AS w(${names.join(', ')})`, names)
  return {
    run(client, rows) {
      return client.query({
        name,
        text: sql,
        values: columns.map(([, type, value]) => arrayLiteral(rows, type, value)),
      })
    },
  }
}

function read(name: string, type: WideType): string {
  return type === 'instant' ? `to_timestamp(w.${name} / 1000.0) AS ${name}` : `w.${name}`
}

/**
 * The values of a column as PostgreSQL writes an array. A column without any value is the empty array: `unnest` fills up with nulls, and
 * most columns of most batches are such.
 */
export function arrayLiteral<Row>(rows: readonly Row[], type: WideType, value: (row: Row) => WideValue): string {
  const isText = type === 'text' || type === 'jsonb'
  let literal = ''
  let isEmpty = true
  for (let i = 0; i < rows.length; i++) {
    const item = value(rows[i]!)
    if (i > 0) literal += ','
    if (item === null) literal += 'NULL'
    else {
      isEmpty = false
      literal += isText ? quote(item as string) : String(item)
    }
  }
  return isEmpty ? '{}' : `{${literal}}`
}

function quote(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}
