import pg from 'pg'
import { connectionOf } from '../connection'

const LIMIT_MS = 2_000

/**
 * Does the same write as a beat, over its own connection, and rolls it back. A problem of the
 * pool's connections does not affect it. `receivedAt` in ms. `isFull`: the row needs as much disk
 * space as a real beat.
 * @throws if the write does not succeed within some seconds.
 */
export async function probeBeat(
  url: string,
  { role, receivedAt, isFull }: { role: 'ingest' | null; receivedAt: number; isFull: boolean },
) {
  const client = new pg.Client({
    ...connectionOf(url, { role }),
    application_name: 'lubdub-probe',
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS + 500,
    statement_timeout: LIMIT_MS,
    lock_timeout: LIMIT_MS - 500,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT probe_beat(to_timestamp($1 / 1000.0), $2)', [receivedAt, isFull])
  } finally {
    // Not awaited: the server may never answer.
    client.end().catch(() => {})
  }
}
