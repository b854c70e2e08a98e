import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { connectionOf } from '../connection'
import { type DatabaseShape, describeTables, type TableShape } from './describe-tables'

/** A consistent view of the database at one instant, to be read table by table. */
export interface Snapshot {
  shape: DatabaseShape
  /** The rows in PostgreSQL's text format of COPY, which is the same for every version and every machine. */
  read(table: TableShape): AsyncIterable<Buffer>
  close(): Promise<void>
}

// The backup must be readable on another server, so the session does not use the settings of this
// server or this login.
const SESSION =
  '-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c statement_timeout=0'

/**
 * Opens the database at one instant, as the owner of its tables. Later changes are not visible in
 * the backup.
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
      // Through a query: COPY cannot read a partitioned table directly.
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
