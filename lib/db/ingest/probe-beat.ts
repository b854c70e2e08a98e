import pg from 'pg'
import { connectionOf } from '../connection'

const LIMIT_MS = 2_000

/**
 * Makes the write that a beat makes, over a connection of its own, and throws it away: what holds up the connections of the pool does not
 * hold up this one. `receivedAt` in ms. `isFull`: the row needs room on disk, as beats do.
 * @throws whatever keeps it from being committed within some seconds.
 */
export async function probeBeat(url: string, { receivedAt, isFull }: { receivedAt: number; isFull: boolean }) {
  const client = new pg.Client({
    ...connectionOf(url, { role: 'ingest' }),
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
    // Not waited for: the other side may never answer.
    client.end().catch(() => {})
  }
}
