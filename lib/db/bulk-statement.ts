import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'

/** The PostgreSQL type of a column of a bulk statement; an `instant` is sent as milliseconds. */
export type BulkType = 'text' | 'uuid' | 'char' | 'jsonb' | 'inet' | 'int4' | 'int8' | 'float8' | 'bool' | 'instant'

/** A column of a bulk statement: its name, its type, and its value in a row. */
export type BulkColumn<Row> = readonly [name: string, type: BulkType, value: (row: Row) => BulkValue]

type BulkValue = string | number | boolean | null

/** One statement over many rows: `unnest` of one array per column. */
export interface BulkStatement<Row> {
  run(client: ClientBase, rows: readonly Row[]): Promise<Record<string, unknown>[]>
  /** The same as a part of a larger statement. */
  with(rows: readonly Row[]): CtePart
}

/** A bulk statement with its rows, to run together with others. */
export interface CtePart {
  name: string
  /** Its SQL; its parameters are numbered from `first`. */
  text(first: number): string
  values: string[]
}

/**
 * Builds a bulk statement, prepared under `name`. `text` gets the SQL of a derived table, for use
 * as `FROM (…) AS t`, and the names of its columns. It must return the same text on every call with
 * the same input.
 */
export function bulkStatement<Row>(
  name: string,
  columns: readonly BulkColumn<Row>[],
  text: (rows: string, columnNames: readonly string[]) => string,
): BulkStatement<Row> {
  const names = columns.map(([column]) => column)
  const fields = columns.map(([column, type]) => read(column, type)).join(', ')
  const textFrom = (first: number) => {
    const arrays = columns.map(([, type], i) => `$${first + i}::${SENT_AS[type] ?? type}[]`)
    return text(`SELECT ${fields} FROM unnest(${arrays.join(', ')}) AS w(${names.join(', ')})`, names)
  }
  const sql = textFrom(1)
  const valuesOf = (rows: readonly Row[]) => columns.map(([, type, value]) => arrayLiteral(rows, type, value))
  return {
    async run(client, rows) {
      return (await client.query({ name, text: sql, values: valuesOf(rows) })).rows
    },
    with: (rows) => ({ name, text: textFrom, values: valuesOf(rows) }),
  }
}

/** `char` without quotes is another type, of any length. */
const SENT_AS: Partial<Record<BulkType, string>> = { instant: 'float8', char: '"char"' }

const statements = new Map<string, { name: string; text: string }>()

/**
 * Runs several bulk statements as one, in one round trip and with one snapshot: no part sees the
 * writes of another. `answer` is the final SELECT, in which the parts have the names `w1`, `w2` and
 * so on.
 */
export async function runAsOneStatement(
  client: ClientBase,
  parts: readonly CtePart[],
  answer: string,
): Promise<Record<string, unknown>[]> {
  const key = parts.map((part) => part.name).join('+')
  let statement = statements.get(key)
  if (statement === undefined) {
    let first = 1
    const expressions = parts.map((part, i) => {
      const expression = `w${i + 1} AS (${part.text(first)})`
      first += part.values.length
      return expression
    })
    const text = `WITH ${expressions.join(', ')} ${answer}`
    statement = { name: nameOf(text), text }
    statements.set(key, statement)
  }
  return (await client.query({ ...statement, values: parts.flatMap((part) => part.values) })).rows
}

/**
 * A name that fits into PostgreSQL's limit of 63 bytes. It depends on the text only: a bundler may
 * load several copies of this module into one process; they share connections, and a connection
 * keeps its statements by name.
 */
function nameOf(text: string): string {
  return `bulk_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

function read(name: string, type: BulkType): string {
  return type === 'instant' ? `to_timestamp(w.${name} / 1000.0) AS ${name}` : `w.${name}`
}

/**
 * The values of a column as a PostgreSQL array literal. A column without any value becomes the
 * empty array, because `unnest` fills it with nulls. Most columns of most batches have no value.
 */
export function arrayLiteral<Row>(rows: readonly Row[], type: BulkType, value: (row: Row) => BulkValue): string {
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
