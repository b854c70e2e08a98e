import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { connectionOf } from '../connection'
import { type DatabaseShape, describeTables, type TableShape } from './describe-tables'

/** One moment of a database, to be read table by table. */
export interface Snapshot {
  shape: DatabaseShape
  /** The rows as PostgreSQL's text format of COPY has them, which no version and no machine reads differently. */
  read(table: TableShape): AsyncIterable<Buffer>
  close(): Promise<void>
}

// What a restore elsewhere has to read in the same way, whatever this server's or this login's own habits are.
const SESSION =
  '-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c statement_timeout=0'

/**
 * Opens a moment of the database, as the owner of its tables. Rows that change meanwhile are read as they were.
 * @throws when the database does not answer.
 */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({
    ...connectionOf(url, { session: SESSION }),
    application_name: 'lubdub-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => {})
  const shape = await begin(client).catch(async (error) => {
    await client.end()
    throw error
  })
  return {
    shape,
    read: ({ name, columns }) => {
      const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
      // Through a query: a partitioned table cannot be copied from as such.
      const sql = `COPY (SELECT ${list} FROM ${pg.escapeIdentifier(name)}) TO STDOUT`
      return client.query(copyTo(sql)) as AsyncIterable<Buffer>
    },
    close: () => client.end(),
  }
}

async function begin(client: pg.Client): Promise<DatabaseShape> {
  await client.connect()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  return describeTables(client)
}
