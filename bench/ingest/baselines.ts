import { createServer } from 'node:http'
import { createPool } from '@/lib/db/pool'

/** The upper limit of Node: answers OK and does nothing else. */
export function startBare(port: number): Promise<void> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 })
    response.end('OK')
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
}

/** The plain way to store a beat: one statement and one commit for each, on 16 connections. */
export async function startOneCommit(port: number, databaseUrl: string): Promise<void> {
  const pool = createPool(databaseUrl, { name: 'one-commit', max: 16, statementTimeoutMs: 10_000 })
  await pool.query(
    `CREATE TABLE IF NOT EXISTS bench_monitor (key text PRIMARY KEY, seq bigint NOT NULL, last_beat_at timestamptz) WITH (fillfactor = 60)`,
  )
  await pool.query(
    `CREATE TABLE IF NOT EXISTS bench_beat (key text NOT NULL, seq bigint NOT NULL, received_at timestamptz NOT NULL, PRIMARY KEY (key, seq))`,
  )
  const text = `WITH m AS (INSERT INTO bench_monitor VALUES ($1, 1, clock_timestamp())
      ON CONFLICT (key) DO UPDATE SET seq = bench_monitor.seq + 1, last_beat_at = clock_timestamp() RETURNING key, seq, last_beat_at)
    INSERT INTO bench_beat SELECT * FROM m`
  const server = createServer((request, response) => {
    const key = request.url!.slice('/api/v1/heartbeat/'.length)
    pool.query({ name: 'beat', text, values: [key] }).then(
      () => {
        response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 })
        response.end('OK')
      },
      () => {
        response.writeHead(503, { 'content-length': 0 })
        response.end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}
